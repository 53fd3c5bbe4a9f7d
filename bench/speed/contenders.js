// Who is measured. A NEW CONTENDER IS ONE ENTRY HERE, and one file in contenders/ or a preloaded one in peers/.
import { fileURLToPath } from 'node:url'
import { peers } from '../correctness/peers.js'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
/** @returns {any} */
const peer = (name) => peers.find((one) => one.name === name)

/** A peer that is preloaded, as its documentation says; the app is the bare one. */
const preloaded = (name, more) => ({ ...peer(name), module: 'bare', claims: 'trace id', ...more })

const openTelemetry = (name, variant) => ({
  name: `OpenTelemetry, ${name}`,
  module: 'bare',
  claims: 'trace id',
  packages: { ...peer('OpenTelemetry').packages, '@opentelemetry/context-async-hooks': '2.12.0' },
  flags: ['--require', here('peers/opentelemetry.cjs')],
  environment: { VARIANT: variant },
})

/** `claims`: what it says it forwards: all eight headers, the trace id (and a span id of its own), or nothing. */
export const contenders = [
  { name: 'bare', module: 'bare', claims: 'nothing' },
  { name: 'bare again', module: 'bare', claims: 'nothing' },
  { name: 'context only', module: 'context-only', claims: 'nothing' },
  { name: 'by hand', module: 'by-hand', claims: 'all' },
  { name: 'hand-written', module: 'hand-written', claims: 'all' },
  { name: 'traceferry', module: 'traceferry', claims: 'all' },
  { name: 'cls-rtracer', module: 'cls-rtracer', claims: 'all', packages: { 'cls-rtracer': '2.6.4' } },
  preloaded('hpropagate', { claims: 'all' }),
  openTelemetry('propagators', 'propagators'),
  openTelemetry('AlwaysOff', 'off'),
  openTelemetry('spans', 'spans'),
  preloaded('dd-trace'),
  preloaded('Elastic APM'),
  preloaded('Sentry', { inbound: [['sentry-trace', '{traceId}-ffffffffffffffff-1']] }),
]
