// What the demo says at its end: the two passes side by side, one trace as a tree, and where to look further.
import Table from 'cli-table3'
import pc from 'picocolors'
import { leftOneWholeTrace, treesOf } from './figures.js'
import { drawTree } from './tree.js'

/** Each row of the table: its title and the figure that it shows. */
export const rows = [
  ['requests', 'requests'],
  ['answered 200', 'answered'],
  ['traces', 'traces'],
  ['traces per request', 'tracesPerRequest'],
  ['spans', 'spans'],
  ['spans that never arrived', 'missingSpans'],
  ['broken links (calls cut from their request)', 'brokenLinks'],
  ['orphan spans (their parent was never reported)', 'orphans'],
  ['x-request-ids per request', 'requestIdsPerRequest'],
  ["requests that saw another's x-request-id", 'crossed'],
  ['requests whose trace is whole', 'wholeRequests'],
]

/** The result of both passes, as `--json` prints it on one line. `whole` decides how the command ends. */
export function resultOf({ options, envoy, zipkin, before, after }) {
  const { tracer, requests, concurrency } = options
  // The one to look at: a request whose trace is broken, if there is any.
  const answer = after.answers.find((one) => !leftOneWholeTrace(one, after.trees)) ?? after.answers.at(-1)
  const trees = treesOf(answer, after.trees)
  const whole = isWhole(after.figures) && before.figures.traces > before.figures.requests
  const urls = {
    gateway: after.gateway,
    ...(zipkin ? { zipkin: `${zipkin.url}/zipkin/`, trace: trees[0] && zipkin.page(trees[0].trace[0].traceId) } : {}),
    collector: `${after.collector}/api/v2/traces`,
    admins: after.admins,
  }
  const [was, is] = [before.figures, after.figures]
  return { whole, tracer, requests, concurrency, envoy: envoy.version, before: was, after: is, trees, urls }
}

export function print(result, { json, keep, zipkin }) {
  const { before, after, trees, whole, urls } = result
  if (json) return console.log(JSON.stringify({ ...result, traces: trees.map(({ trace }) => trace), trees: undefined }))
  console.log(`\n${table(before, after)}\n`)
  for (const tree of trees) console.log(`${drawTree(tree)}\n`)
  console.log(
    whole ? pc.green('Every request left one whole trace.') : pc.red('Not every request left one whole trace.'),
  )
  if (zipkin) console.log(`\nZipkin            ${urls.zipkin}\nthis trace        ${urls.trace}`)
  if (zipkin && !keep) console.log('Both end with the demo; --keep leaves them running.')
  if (!keep) return
  console.log(
    `gateway           curl -d '{"order":"1","items":["tea"]}' -H content-type:application/json ${urls.gateway}/checkout`,
  )
  console.log(`collector         ${urls.collector}`)
  for (const [name, url] of Object.entries(urls.admins)) console.log(`${`${name} Envoy`.padEnd(18)}${url}`)
}

/** True for figures of a pass in which every request left exactly one whole trace. */
function isWhole({ requests, answered, traces, brokenLinks, orphans, missingSpans, crossed, wholeRequests }) {
  const perfect = answered === requests && traces === requests && wholeRequests === requests
  return perfect && brokenLinks + orphans + missingSpans + crossed === 0
}

/** @param before and `after`: figures of the passes without and with the one line */
function table(before, after) {
  const head = ['', 'without the line', 'with it'].map((title) => pc.bold(title))
  const colors = { head: [], border: [] } // its own colors would also go into a file
  const noRules = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' }
  const out = new Table({ head, colAligns: ['left', 'right', 'right'], style: colors, chars: noRules })
  for (const [title, key] of rows) out.push([title, String(before[key]), mark(key, after)])
  return out.toString()
}

function mark(key, figures) {
  const { requests } = figures
  const wanted = {
    traces: requests,
    answered: requests,
    wholeRequests: requests,
    tracesPerRequest: 1,
    requestIdsPerRequest: 1,
  }
  const zero = ['missingSpans', 'brokenLinks', 'orphans', 'crossed']
  const goal = zero.includes(key) ? 0 : wanted[key]
  const text = String(figures[key])
  if (goal === undefined) return text
  return figures[key] === goal ? pc.green(text) : pc.red(text)
}
