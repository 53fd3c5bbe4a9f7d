#!/usr/bin/env node
// One checkout of the shop, and whether its id came through to every service. Runs in any pod of the mesh:
// kubectl -n shop exec deploy/ledger -- node checkout.js
import { randomBytes, randomUUID } from 'node:crypto'

const { CHECKOUT_URL = 'http://storefront:8080/checkout' } = process.env

const traceId = randomBytes(16).toString('hex')
const response = await fetch(CHECKOUT_URL, {
  method: 'POST',
  headers: {
    'content-type': 'application/json',
    // A trace has to begin somewhere. Istio's sidecars begin one themselves; Linkerd's only take part in one.
    traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-01`,
    'x-request-id': randomUUID(),
  },
  body: JSON.stringify({ order: 'demo', items: ['tea', 'cups'] }),
  signal: AbortSignal.timeout(10_000),
}).catch((error) => fail(`no answer from ${CHECKOUT_URL}: ${error.cause?.message ?? error.message}`))
if (!response.ok) fail(`${CHECKOUT_URL} answered ${response.status}: ${await response.text()}`)

const answers = flat(await response.json())
const ids = new Set(answers.map(({ requestId }) => requestId || 'none'))
console.log(`trace ${traceId}`)
for (const { service, requestId } of answers) console.log(`${service.padEnd(10)} ${requestId || 'none'}`)
if (ids.size > 1) fail(`${answers.length} answers saw ${ids.size} different x-request-ids: it was not forwarded`)
console.log(`${answers.length} answers, one x-request-id`)

function flat(answer) {
  return [answer, ...answer.calls.flatMap(flat)]
}

function fail(reason) {
  console.error(reason)
  process.exit(1)
}
