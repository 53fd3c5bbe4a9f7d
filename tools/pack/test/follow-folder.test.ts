import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, expect, test, vi } from 'vitest'
import { followFolder } from '../follow-folder.js'

// `npm run tool -- first-use` tells a page that holds what it says from one that does not: small pages that install nothing.

vi.setConfig({ testTimeout: 60_000 })
const folder = mkdtempSync(join(tmpdir(), 'traceferry-follow-'))
afterAll(() => rmSync(folder, { recursive: true }))

const copies = 'const traceferry = (inbound) => inbound.headers'
const red = "console.log('2 of 4 calls went out wrong: made before set-up'); process.exit(1)"

interface Page {
  /** What the reader's line does. */
  line?: string
  /** What the suite does where the line is not in the app. */
  without?: string
  /** What it does where it is. */
  withLine?: string
}

/** `app.mjs` passes on what its line gives; `suite.test.mjs` looks whether the line is there. */
function pageOf({ line = copies, without = red, withLine = '' }: Page): string {
  const app = `// app.mjs
import http from 'node:http'
let forwarded = () => ({})
${line}; forwarded = traceferry
http.createServer((inbound, response) => {
  const { host, connection, ...headers } = forwarded(inbound)
  http.get('http://localhost:8081/', { headers }, (answer) => answer.resume().on('end', () => response.end()))
}).listen(8080)
`
  const suite = `// suite.test.mjs
import { readFileSync } from 'node:fs'
if (/= traceferry/.test(readFileSync('app.mjs', 'utf8'))) { ${withLine} } else { ${without} }
`
  const blocks = [`\`\`\`js\n${app}\`\`\``, `\`\`\`js\n${suite}\`\`\``]
  return `${blocks.join('\n\n')}\n\n\`\`\`sh\nnode suite.test.mjs\nnode app.mjs &\ncurl http://localhost:8080/\n\`\`\`\n`
}

async function followed(text: string) {
  const home = mkdtempSync(join(folder, 'home-'))
  writeFileSync(join(home, 'page.md'), text)
  const entry = { name: 'small', page: pathToFileURL(join(home, 'page.md')).href }
  const place = { folder: join(home, 'app'), npmrc: '', env: {} }
  const { wire, green, red: isRed, faults, steps } = await followFolder(entry, place, () => {})
  return { wire, green, red: isRed, faults: faults.join('\n'), commands: steps.map(({ command }) => command) }
}

test.concurrent('a page that holds what it says, from npm init on', async () => {
  expect(await followed(pageOf({}))).toEqual({
    ...{ wire: true, green: true, red: true, faults: '' },
    commands: ['npm init -y', 'node suite.test.mjs', 'node app.mjs &', 'curl http://localhost:8080/'],
  })
})

test.concurrent('a line that carries nothing', async () => {
  const result = await followed(pageOf({ line: 'const traceferry = () => ({})' }))
  expect(result).toMatchObject({ wire: false, green: true, red: true })
  expect(result.faults).toContain('x-request-id was absent')
})

test.concurrent('a suite that is red with the line', async () => {
  expect(await followed(pageOf({ withLine: 'process.exit(1)' }))).toMatchObject({ wire: true, green: false, red: true })
})

test.concurrent('a suite that is green whatever happens', async () => {
  expect(await followed(pageOf({ without: '' }))).toMatchObject({ wire: true, green: true, red: false })
})

test.concurrent('a suite that is red without the line for another reason', async () => {
  const result = await followed(pageOf({ without: "throw new Error('no such module')" }))
  expect(result).toMatchObject({ wire: true, green: true, red: false })
  expect(result.faults).toContain('no such module')
})

test.concurrent('a page without a request, and one whose command fails', async () => {
  const unasked = await followed(pageOf({}).replace(/^curl.*\n/m, ''))
  expect(unasked).toMatchObject({ wire: false, faults: expect.stringContaining('nobody was asked') })
  const broken = await followed(pageOf({}).replace('node suite', 'node missing-build.mjs\nnode suite'))
  expect(broken).toMatchObject({ wire: false, green: false, faults: expect.stringContaining('missing-build.mjs') })
})
