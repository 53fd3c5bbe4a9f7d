// Sends checkouts through the gateway, a given number at a time, and reads from each answer what the services saw.
import pMap from 'p-map'

/**
 * What the caller got for one request: the gateway's x-request-id, and those that the services saw.
 * @typedef {object} Answer
 * @property {string} order
 * @property {number} status
 * @property {string | null} requestId
 * @property {{ service: string, requestId?: string }[]} seen
 * @property {string} [error]
 */

/**
 * @param {object} options
 * @param {string} options.gateway
 * @param {number} options.requests
 * @param {number} options.concurrency
 * @param {() => void} [options.onAnswer] called after each answer, for a progress bar
 * @returns per request: `status`, `requestId` (what the gateway gave it), `seen` (what each called service saw)
 */
export function sendCheckouts({ gateway, requests, concurrency, onAnswer = () => {} }) {
  const orders = Array.from({ length: requests }, (_, index) => `order-${index + 1}`)
  return pMap(
    orders,
    async (order) => {
      const answer = await checkout(gateway, order)
      onAnswer()
      return answer
    },
    { concurrency },
  )
}

/**
 * One checkout. It never rejects: a failure is an answer with the status 0.
 * @param {string} gateway
 * @param {string} order
 * @param {Record<string, string>} [headers]
 * @returns {Promise<Answer>}
 */
export async function checkout(gateway, order, headers = {}) {
  try {
    return await send(gateway, order, headers)
  } catch (error) {
    return { order, status: 0, requestId: null, seen: [], error: error.message }
  }
}

async function send(gateway, order, headers) {
  const response = await fetch(`${gateway}/checkout`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ order, items: ['tea', 'cups'] }),
    signal: AbortSignal.timeout(30_000),
  })
  const text = await response.text()
  const requestId = response.headers.get('x-request-id')
  return { order, status: response.status, requestId, seen: response.ok ? sightings(JSON.parse(text)) : [] }
}

/** A service's answer holds those of the services it called: flattened, the request and all calls it caused. */
function sightings({ service, requestId, calls }) {
  return [{ service, requestId }, ...calls.flatMap(sightings)]
}
