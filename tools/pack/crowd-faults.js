// Sends many requests at once to a service, each with ids of its own, and looks at what arrived at the service that it calls.
import { answering } from './answer.js'
import { canaries, faultsOf } from './upstream.js'

const REQUESTS = 40

/** The faults of the calls: without the line (`line` is false) none may carry anything; with it, each its own request's headers. */
export async function crowdFaults(program, url, upstream, line = true) {
  await answering(program, new URL('/not-there', url))
  upstream.calls.length = 0
  const sent = Array.from({ length: REQUESTS }, canaries)
  const answers = await Promise.all(sent.map((headers) => fetch(url, { headers })))
  const bodies = await Promise.all(answers.map((answer) => answer.text()))
  const refused = answers.findIndex(({ ok }) => !ok)
  if (refused >= 0) return [`${url} answered ${answers[refused].status}: ${bodies[refused].slice(0, 300)}`]
  const waiting = new Map(sent.map((headers) => [headers['x-request-id'], headers]))
  const faults = upstream.calls.flatMap((call) => {
    if (!line) return faultsOf(call, undefined)
    const id = valueIn(call, 'x-request-id')
    const wanted = waiting.get(id)
    if (wanted === undefined)
      return [`${call.path}: x-request-id was ${id ?? 'absent'}, of no request or for the second time`]
    waiting.delete(id)
    return faultsOf(call, wanted)
  })
  const missing = REQUESTS - upstream.calls.length
  return missing === 0 ? faults : [...faults, `${upstream.calls.length} calls arrived instead of ${REQUESTS}`]
}

function valueIn({ rawHeaders }, name) {
  const at = rawHeaders.findIndex((text, i) => i % 2 === 0 && text.toLowerCase() === name)
  return at < 0 ? undefined : rawHeaders[at + 1]
}
