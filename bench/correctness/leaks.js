// Judges requests where every other one has no headers: its calls must carry nothing from the previous request.
import { headersOf } from './headers.js'

export function judgeLeaks(calls, { requests }) {
  const total = Math.floor(requests / 2)
  const bare = calls.filter((call) => numberOf(call) % 2 === 0)
  if (bare.length < total) return { right: false, text: `${total - bare.length} of ${total} not made` }
  const names = new Set()
  const leaking = bare.filter((call) => {
    const found = leaksOf(call, idsOf(numberOf(call) - 1))
    for (const name of found) names.add(name)
    return found.length > 0
  })
  if (leaking.length === 0) return { right: true, text: 'nothing leaks' }
  return { right: false, text: `${leaking.length} of ${total} leak: ${[...names].join(', ')}` }
}

function leaksOf({ rawHeaders }, ids) {
  return rawHeaders
    .filter((_, i) => i % 2 === 0 && ids.some((id) => rawHeaders[i + 1].includes(id)))
    .map((name) => name.toLowerCase())
}

/** The values by which a request is told from any other. A trace id stands inside a traceparent, too. */
function idsOf(n) {
  const others = headersOf(n + 1)
  return headersOf(n).filter((value, i) => i % 2 === 1 && value !== others[i])
}

function numberOf({ url }) {
  return Number(url.split('/')[2])
}
