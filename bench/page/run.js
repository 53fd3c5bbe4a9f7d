// `npm run bench -- page`: docs/performance.md and the table in README.md, from what was counted: bench/everyone.json. Nothing in
// the page is written by hand.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { read } from '../cost/everyone/store.js'
import { nodesOf, page } from './page.js'
import { tableOfReadme } from './readme.js'

const [PAGE, README] = ['docs/performance.md', 'README.md'].map((name) =>
  fileURLToPath(new URL(`../../${name}`, import.meta.url)),
)

const options = new Command('npm run bench -- page')
  .description(
    'Writes docs/performance.md and the table in README.md from bench/everyone.json, which npm run bench -- cost --everyone fills.',
  )
  .option('--print', 'print the page on standard output instead')
  .addHelpText('after', '\nExit code: 0 when written, 2 for wrong arguments.')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .parse()
  .opts()

const all = read()
const text = page(all)
if (options.print) process.stdout.write(text)
else {
  writeFileSync(PAGE, text)
  writeFileSync(README, tableOfReadme(readFileSync(README, 'utf8'), nodesOf(all)))
  process.stderr.write('wrote docs/performance.md, and the table in README.md\n')
}
