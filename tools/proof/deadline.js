// Deadlines over three services, each behind Envoy: a request with 500 ms, and work that takes longer.
import { setTimeout as sleep } from 'node:timers/promises'
import { median } from '../shared/median.js'
import { startChain } from './chain.js'

const BUDGET = 500 // ms, which the caller sends as grpc-timeout
const hops = 3

/** What each service does before it calls the next, in ms. */
const cases = [
  { what: 'the last service takes 2 s', work: [0, 0, 2000] },
  { what: 'each service takes 300 ms', work: [300, 300, 300] },
  { what: "the first call's route has a timeout of 200 ms", work: [0, 0, 2000], out: { timeout: '0.2s' } },
]

export const deadline = {
  name: 'deadline',
  title: 'Deadlines over three services',
  about: `Requests with \`grpc-timeout: ${BUDGET}m\`, which Istio's inbound routes obey for any content type. With it:
\`deadline()\` in each service. \`told\` is what each service's Envoy handed to its app.`,
  async run({ envoy, short, say }) {
    const rows = []
    for (const { what, work, out } of short ? cases.slice(0, 2) : cases) {
      say(what)
      const requests = short ? 2 : 20
      const before = await measure(envoy, { work, out, requests, on: false })
      const after = await measure(envoy, { work, out, requests, on: true })
      rows.push(...rowsOf(what, out, before, after, short))
    }
    return rows
  },
}

function rowsOf(what, out, before, after, short) {
  const row = (title, text, right) => ({
    what: `${what}: ${title}`,
    before: text(before),
    after: text(after),
    right: right(after),
    figures: { before, after },
  })
  const work = row(
    'work that no client waits for',
    ({ wasted, requests }) => `${wasted} times finished in ${requests} requests`,
    ({ wasted }) => wasted === 0,
  )
  const late = row(
    'calls sent after the end',
    ({ lateCalls, requests }) => `${lateCalls} in ${requests} requests`,
    ({ lateCalls }) => lateCalls === 0,
  )
  // The sidecar's answer comes before the deadline, and the app hears of it as of any answer.
  if (out) {
    const answered = ({ answers }) => `the app got ${answers.join(', ')} from its sidecar`
    return [work, row('who ends it', answered, ({ answers }) => answers.join() === '504')]
  }
  return [
    row(
      'told',
      ({ told }) => told.map((ms) => ms ?? 'nothing').join(' > '),
      ({ told, shrinks }) => shrinks && told[0] === `${BUDGET}m`,
    ),
    work,
    late,
    row(
      'calls ended within 50 ms of the deadline',
      ({ ends }) =>
        ends.length === 0 ? 'none' : `${inTime(ends).length} of ${ends.length}, the median ${median(ends)} ms late`,
      // A machine that is busy with tests says nothing about milliseconds.
      ({ ends }) => ends.length > 0 && (short || inTime(ends).length >= 0.95 * ends.length),
    ),
  ]
}

const inTime = (ends) => ends.filter((late) => late <= 50)

async function measure(envoy, { work, out, requests, on }) {
  const settings = (hop) => ({ work: work[hop], ...(on && { traceferry: true, deadline: {} }) })
  const chain = await startChain(envoy, { hops, settings, out })
  const sums = { requests, told: [], shrinks: true, wasted: 0, lateCalls: 0, ends: [], answers: [] }
  try {
    await (await fetch(chain.url)).text() // connections, and code that is compiled by now
    await Promise.all(Array.from({ length: requests }, (_, n) => sleep(150 * n).then(() => send(chain.url, n))))
    await sleep(2300) // until the slowest could have worked to its end
    const messages = chain.apps.map((app) => app.messages)
    for (let n = 0; n < requests; n++)
      add(
        sums,
        messages.map((list) => list.filter((message) => message.n === `${n}`)),
      )
    return sums
  } finally {
    await chain.stop()
  }
}

async function send(url, n) {
  const headers = { 'grpc-timeout': `${BUDGET}m`, 'x-n': String(n) }
  await (await fetch(url, { headers })).text()
}

/** @param seen what each service has told of one request */
function add(sums, seen) {
  const find = (hop, event) => seen[hop]?.find((message) => message.event === event)
  const arrivals = seen.map((_, hop) => find(hop, 'arrived'))
  const told = arrivals.map((message) => message?.told)
  const ms = told.map((text) => Number.parseInt(text, 10))
  if (told.filter(Boolean).length >= sums.told.filter(Boolean).length) sums.told = told
  sums.shrinks &&= ms.every((left, hop) => !arrivals[hop] || hop === 0 || left < ms[hop - 1])
  if (find(hops - 1, 'worked')) sums.wasted++
  for (const [hop, messages] of seen.entries()) {
    // By the service's own clock: it knows what it was told, and without that only the first one's caller does.
    const end = ms[hop] > 0 ? arrivals[hop].at + ms[hop] : arrivals[0].at + BUDGET
    for (const { event, at, status } of messages) {
      if (event === 'calling' && at > end && find(hop + 1, 'arrived')) sums.lateCalls++
      if (event === 'ended' || (event === 'called' && status === 504)) sums.ends.push(Math.max(0, Math.round(at - end)))
      if (hop === 0 && event === 'called' && !sums.answers.includes(status)) sums.answers.push(status)
    }
  }
}
