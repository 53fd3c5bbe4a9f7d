// Judges what came over the wire. A verdict is `right` or not, and says what happened in a few words.
import { headersOf, traceIdOf } from './headers.js'

const verdict = (right, text) => ({ right, text })

/** Whose call it is stands in its path; whose ids it carries is told by the trace id in traceparent or x-b3-traceid. */
export function judgeIds(calls, { requests, failures = 0 }) {
  const total = requests * (failures + 1)
  let wrong = 0
  let lost = 0
  for (const call of calls) {
    const [id] = [...all(call, 'traceparent').map((value) => value.split('-')[1]), ...all(call, 'x-b3-traceid')]
    if (id === undefined) lost++
    else if (id !== traceIdOf(numberOf(call))) wrong++
  }
  const missing = Math.max(0, total - calls.length)
  const parts = [
    wrong > 0 && `${wrong} of ${total} wrong`,
    lost > 0 && `${lost} of ${total} without`,
    missing > 0 && `${missing} of ${total} not made`,
  ]
  const text = parts.filter(Boolean).join(', ')
  return verdict(text === '', text || 'right')
}

export function judgeArray([call]) {
  if (call === undefined) return verdict(false, 'call fails')
  const intact = all(call, 'x-a').join() === '1' && all(call, 'host').join() === 'orders'
  const numbers = names(call).filter((name) => /^\d+$/.test(name))
  if (!intact || numbers.length > 0)
    return verdict(false, `corrupted: headers named ${numbers.join(', ') || 'otherwise'}`)
  return all(call, 'traceparent').length === 1 ? verdict(true, 'right') : verdict(false, 'intact, nothing added')
}

export function judgeOwn([call], { own }) {
  const values = all(call, 'traceparent')
  if (values.length === 1 && values[0] === own) return verdict(true, 'right')
  return verdict(false, values.length > 1 ? `${values.length} traceparent headers` : "the caller's is replaced")
}

export function judgeSurvivors([call]) {
  const sent = headersOf(1)
  const kept = []
  for (let i = 0; i < sent.length; i += 2) {
    const values = all(call, sent[i])
    if (values.length === 1 && values[0] === sent[i + 1]) kept.push(sent[i])
  }
  const total = sent.length / 2
  if (kept.length === total) return verdict(true, `all ${total}`)
  return verdict(false, kept.length === 0 ? `none of ${total}` : `${kept.length} of ${total}: ${kept.join(', ')}`)
}

export function judgeGateway([call]) {
  const doubled = [...new Set(names(call))].filter((name) => all(call, name).length > 1)
  if (doubled.length > 0) return verdict(false, `doubled: ${doubled.join(', ')}`)
  const changed = changedOf(call)
  return changed.length === 0 ? verdict(true, 'right') : verdict(false, `rewritten: ${changed.join(', ')}`)
}

export function judgeReached([call]) {
  return call === undefined ? verdict(false, 'call fails') : verdict(true, 'right')
}

export function judgeOutside(calls) {
  const call = calls.find(({ host }) => host.startsWith('outside.'))
  if (call === undefined) return verdict(false, 'call fails')
  const sent = [
    'traceparent',
    'tracestate',
    'x-request-id',
    'x-b3-traceid',
    'baggage',
    'sentry-trace',
    'x-ot-span-context',
  ]
  const leaked = sent.filter((name) => all(call, name).length > 0)
  return leaked.length === 0 ? verdict(true, 'nothing sent') : verdict(false, `sent: ${leaked.join(', ')}`)
}

function changedOf(call) {
  const sent = headersOf(1)
  return sent.filter((name, i) => i % 2 === 0 && all(call, name).join() !== sent[i + 1])
}

/** All values of a header. */
export function all({ rawHeaders }, wanted) {
  return rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1].toLowerCase() === wanted)
}

function names({ rawHeaders }) {
  return rawHeaders.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase())
}

function numberOf({ url }) {
  return Number(url.split('/')[2])
}
