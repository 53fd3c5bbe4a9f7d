// The libraries that are compared. Each runs as its own documentation says, with propagation on and no agent to talk to:
// what an agent or collector would be told stays in the process.
import { fileURLToPath } from 'node:url'
import { traceIdOf } from './headers.js'

const setup = (name) => fileURLToPath(new URL(`peers/${name}`, import.meta.url))

/** Where no agent listens. */
const NOBODY = 'http://127.0.0.1:9'

export const peers = [
  {
    name: 'OpenTelemetry',
    packages: {
      '@opentelemetry/api': '1.9.1',
      '@opentelemetry/core': '2.12.0',
      '@opentelemetry/sdk-trace-node': '2.12.0',
      '@opentelemetry/propagator-b3': '2.12.0',
      '@opentelemetry/instrumentation': '0.223.0',
      '@opentelemetry/instrumentation-http': '0.223.0',
      '@opentelemetry/instrumentation-undici': '0.33.0',
    },
    shown: ['@opentelemetry/instrumentation-http', '@opentelemetry/instrumentation-undici'],
    flags: ['--require', setup('opentelemetry.cjs')],
  },
  {
    name: 'dd-trace',
    packages: { 'dd-trace': '5.132.0' },
    flags: ['--require', setup('dd-trace.cjs')],
    environment: {
      DD_TRACE_AGENT_URL: NOBODY,
      DD_INSTRUMENTATION_TELEMETRY_ENABLED: 'false',
      DD_REMOTE_CONFIGURATION_ENABLED: 'false',
      DD_TRACE_PROPAGATION_STYLE: 'tracecontext,b3multi,baggage',
      DD_TRACE_STARTUP_LOGS: 'false',
    },
  },
  {
    name: 'Sentry',
    packages: { '@sentry/node': '11.12.0' },
    flags: ['--require', setup('sentry.cjs')],
    // It goes on with a trace by a header of its own only, so it gets that one, too.
    inbound: (n) => ['sentry-trace', `${traceIdOf(n)}-${'f'.repeat(16)}-1`],
  },
  {
    name: 'Elastic APM',
    packages: { 'elastic-apm-node': '4.18.0' },
    flags: ['--require', setup('elastic.cjs')],
  },
  {
    name: 'hpropagate',
    packages: { hpropagate: '1.0.1' },
    flags: ['--require', setup('hpropagate.cjs')],
  },
  {
    name: 'traceferry',
    packages: {},
    flags: ['--import', new URL('../../packages/register/dist/index.js', import.meta.url).href],
  },
]

/** What the app under test itself is made with. */
export const clients = { undici: '7.30.2', express: '4.22.3', multer: '1.4.5-lts.1' }

/** The other majors of undici: under their real name too, so each has a folder of its own beneath that of the peers. */
export const otherUndicis = { undici6: { undici: '6.29.1' }, undici8: { undici: '8.12.4' } }
