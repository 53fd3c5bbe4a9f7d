// A service of the shop, without the line, as the OpenTelemetry Operator's pod starts it: a request in, calls out.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { injectText } from '../../packages/inject/dist/index.js'
import { listen } from '../shared/listen.js'
import { nodeBinary } from '../shared/nodes.js'
import { freePorts } from '../shared/ports.js'
import { checkout, sent, tracingOf } from './checkout.js'
import { instrumentation } from './instrumentation.js'
import { environmentOf, fillVolume } from './kubelet.js'
import { askOperator } from './operator.js'
import { FLAG, INIT, sdkVariablesOf } from './operator-pod.js'
import { writeServices } from './without-line.js'

const onlyRequestId = { 'x-request-id': sent['x-request-id'] }
const option = [{ name: 'TRACEFERRY_FORMATS', value: 'request-id' }]

/**
 * @param {string} program the operator's code
 * @param {import('./operator.js').Rules} rules of its version
 * @param {string} folder an empty one
 * @param {(text: string) => void} say
 * @returns {Promise<{ volume: string, checks: Record<string, boolean> }>} the folder that the init container filled, and what was seen
 */
export async function runAsOperator(program, rules, folder, say) {
  const services = writeServices(join(folder, 'shop'))
  const node = await nodeBinary('24', say)
  const [port] = await freePorts(1)
  const received = []
  const called = createServer((request, response) => {
    received.push(request.headersDistinct)
    request.resume()
    response.setHeader('content-type', 'application/json').end('{}')
  })
  const url = `http://127.0.0.1:${await listen(called)}`
  try {
    const pod = podOf({ PORT: String(port), INVENTORY_URL: url, ORDERS_URL: url, NODE_OPTIONS: '--enable-source-maps' })
    const operatorsPod = async (more) => {
      const given = { namespace: { metadata: { name: 'shop' } }, instrumentation: instrumentation(more), pods: [pod] }
      const [{ after }] = await askOperator(program, given)
      return after
    }
    const injected = await operatorsPod({})
    const volume = await fillVolume(injected, folder, INIT)
    const places = { '/otel-auto-instrumentation-nodejs': volume, '/traceferry': join(folder, 'image') }
    /** The headers that the service's calls have when it runs as the container of a pod. */
    const callsOf = async (what, pod) => {
      say(`The storefront on Node 24 ${what}`)
      const environment = environmentOf(pod.spec.containers[0])
      const options = environment.NODE_OPTIONS.replace(/(?<=--require )\/[\w-]+/g, (mount) => places[mount] ?? mount)
      received.length = 0
      const file = join(services, 'storefront.js')
      const log = join(folder, 'storefront.log')
      await checkout({ node, file, environment: { ...environment, NODE_OPTIONS: options }, log, port })
      const printed = readFileSync(log, 'utf8')
      if (printed) throw new Error(`the storefront ${what} printed: ${printed}`)
      return received.map(tracingOf)
    }
    const all = (calls, wanted) =>
      calls.length === 2 && calls.every((one) => JSON.stringify(one) === JSON.stringify(Object.entries(wanted)))
    const { env } = injected.spec.containers[0]
    return {
      volume,
      checks: {
        'uninjected, the calls of a service have no tracing headers': all(await callsOf('uninjected', pod), {}),
        "injected, they have those of the request, and the service's own NODE_OPTIONS stay":
          all(await callsOf('injected', injected), sent) &&
          env.some(({ value }) => value === `--enable-source-maps ${FLAG}`) &&
          sdkVariablesOf(rules).every((one) => env.some(({ name }) => name === one)),
        'an option in spec.nodejs.env does what it says': all(
          await callsOf('with an option', await operatorsPod({ nodeEnv: option })),
          onlyRequestId,
        ),
        'an option in spec.env does what it says': all(
          await callsOf('with an option for all languages', await operatorsPod({ env: option })),
          onlyRequestId,
        ),
        'injected by a policy of ours as well, they have them once': all(
          await callsOf('injected twice', parse(injectText(stringify(injected)).text)),
          sent,
        ),
      },
    }
  } finally {
    called.close()
  }
}

/** @returns {any} */
function podOf(env) {
  const entries = Object.entries(env).map(([name, value]) => ({ name, value }))
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'storefront', annotations: { 'instrumentation.opentelemetry.io/inject-nodejs': 'true' } },
    spec: { containers: [{ name: 'storefront', image: 'example.com/storefront:1', env: entries }] },
  }
}
