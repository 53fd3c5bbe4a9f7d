// Nodes that are too old: with the payload they start and serve as they do without.
import { execa } from 'execa'
import { nodeBinary } from '../shared/nodes.js'

/** Long out of support, and still in images. */
const lines = ['8', '10', '12', '14', '16', '18']

/** A service in the language of Node 8: it serves itself once, and ends with 7. */
const service = `
  const http = require('http')
  const server = http.createServer((request, response) => response.end('served ' + request.url))
  server.listen(0, '127.0.0.1', () => http.get({ host: '127.0.0.1', port: server.address().port, path: '/x' }, (answer) => {
    answer.setEncoding('utf8')
    answer.on('data', (text) => console.log(text))
    answer.on('end', () => server.close(() => { process.exitCode = 7 }))
  }))`

/** @returns by line of Node whether nothing was different but one line on stderr, and what that line is */
export async function runOldNodes(options, say) {
  const results = {}
  for (const line of lines) {
    say(`Node ${line} with the payload, and without`)
    const node = await nodeBinary(line, say)
    const run = (env) => execa(node, ['-e', service], { env, extendEnv: false, reject: false })
    const [without, injected] = await Promise.all([run({}), run({ NODE_OPTIONS: options })])
    const told = injected.stderr.split('\n')
    const same =
      without.exitCode === 7 &&
      injected.exitCode === 7 &&
      injected.stdout === without.stdout &&
      injected.stdout === 'served /x'
    results[line] = {
      same: same && told.length === 1 && told[0].startsWith('traceferry does nothing'),
      told: injected.stderr,
    }
  }
  return results
}
