// The command line of `npm run bench -- speed`.
import { Command } from 'commander'
import { positive } from '../../tools/shared/arguments.js'
import { allCells, cells } from './cells.js'
import { contenders } from './contenders.js'

const PARTS = ['speed', 'memory', 'startup', 'scaling']

/**
 * The checked options: cells and contenders as objects, parts as a list of names.
 * @returns {Record<string, any>}
 */
export function readOptions() {
  /** @type {Record<string, any>} */
  const options = new Command('npm run bench -- speed')
    .description(
      'Speed and memory of a service with traceferry beside the peers, all in one run, in interleaved rounds.',
    )
    .option('--cells <words>', 'only cells with all of these comma-separated words in their name, such as fetch,40')
    .option('--contenders <names>', 'comma-separated; bare and hand-written always run, as all is a ratio to them')
    .option('--parts <names>', `comma-separated: ${PARTS.join(', ')}`, PARTS.join(','))
    .option('--rounds <n>', 'rounds in each cell', positive, 9)
    .option('--requests <n>', 'requests in each burst', positive, 400)
    .option('--many <n>', 'requests after which heap and resident set are looked at', positive, 100_000)
    .option('--full', 'every combination of framework, client, fan-out, headers and connections: hours')
    .option('--quick', 'one cell, three short rounds and no other part: does it work here?')
    .option('--json', 'print the figures as JSON on standard output')
    .option('--write', 'write docs/performance-by-clock.md and its plots')
    .option('--from <file>', 'draw what --json printed before, and measure nothing')
    .addHelpText('after', HELP)
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .parse()
    .opts()
  if (options.quick) Object.assign(options, { rounds: 3, requests: 60, warm: 60, parts: 'speed' })
  return {
    warm: 1500,
    ...options,
    parts: chosen(options.parts, PARTS, 'part'),
    cells: chooseCells(options),
    contenders: chooseContenders(options.contenders),
  }
}

const HELP = `
Contenders: ${contenders.map(({ name }) => name).join(' | ')}

Exit code: 0 when all was measured and traceferry forwarded what it claims everywhere, 1 otherwise, 2 for wrong arguments.`

/** @param {Record<string, any>} options */
function chooseCells({ cells: words, full, quick }) {
  const all = full ? allCells : cells
  const wanted = words?.split(',').map((word) => word.trim().toLowerCase()) ?? []
  const some = all.filter(({ name }) => wanted.every((word) => name.toLowerCase().includes(word)))
  if (some.length === 0)
    refuse(`no cell has "${words}" in its name; there are\n${all.map(({ name }) => name).join('\n')}`)
  return quick ? some.slice(0, 1) : some
}

/** OpenTelemetry's names have a comma in them, so a name may be given by its start. */
function chooseContenders(names) {
  if (names === undefined) return contenders
  const wanted = names.split(',').map((name) => name.trim().toLowerCase())
  for (const start of wanted) {
    if (contenders.some(({ name }) => name.toLowerCase().startsWith(start))) continue
    refuse(`no contender is called "${start}"; there are ${contenders.map(({ name }) => name).join(' | ')}`)
  }
  const always = ['bare', 'hand-written']
  return contenders.filter(
    ({ name }) => always.includes(name) || wanted.some((start) => name.toLowerCase().startsWith(start)),
  )
}

function chosen(text, known, kind) {
  const names = text.split(',').map((name) => name.trim())
  const wrong = names.find((name) => !known.includes(name))
  if (wrong !== undefined) refuse(`there is no ${kind} "${wrong}"; take some of ${known.join(', ')}`)
  return names
}

function refuse(text) {
  process.stderr.write(`${text}\n`)
  process.exit(2)
}
