// The side bars. The first one stands beside most pages, in the order of a user's questions, and has 25 entries at most:
// docs/test/sidebar.test.ts counts them. Measured tables, packages and the project have side bars of their own.
import { existsSync, readdirSync } from 'node:fs'
import { pageOf, root } from './pages.js'

const page = (text, link) => ({ text, link })

/** One entry, or none while the page is not there. */
const pageIfThere = (text, link) =>
  existsSync(`${root}docs${link.replace('/measured', '')}.md`) ? [page(text, link)] : []

const guide = [
  {
    text: 'Start',
    items: [
      page('What it is', '/overview'),
      page('Find your framework', '/start/'),
      page('Express', '/start/express'),
      page('Fastify', '/start/fastify'),
      page('Nest', '/start/nest'),
      page('Next.js', '/recipes/next'),
      page('No code change', '/start/register'),
      ...pageIfThere('Lambda, Workers, Bun, Deno', '/runtimes'),
    ],
  },
  {
    text: 'In your code',
    items: [
      page('Tests and Jest', '/recipes/tests'),
      page('Queues', '/recipes/queues'),
      page('Pools and databases', '/recipes/pools'),
      page('OpenTelemetry, Datadog, Sentry', '/beside'),
      page('All recipes', '/recipes/'),
    ],
  },
  {
    text: 'In your mesh',
    items: [
      page('Istio, Linkerd and others', '/meshes'),
      page('Start, stop, deadlines', '/lifecycle'),
      page('Check manifests: the doctor', '/doctor'),
      page('Find broken traces: the audit', '/audit'),
      page('Roll out to many services', '/rollout'),
      ...pageIfThere('Switch off, debug, metrics', '/operations'),
      ...pageIfThere('Add it to every pod', '/inject'),
    ],
  },
  {
    text: 'Help',
    items: [
      page('Why does a call carry nothing?', '/why-nothing'),
      page('Questions', '/faq'),
      page('How it works', '/how-it-works'),
    ],
  },
  {
    text: 'Look up',
    items: [page('Options', '/options'), page('Errors', '/errors')],
  },
]

const measured = [
  {
    text: 'Is it right?',
    items: [
      page('Beside OpenTelemetry and others', '/measured/correctness'),
      page('Every callback, on each Node', '/measured/context'),
      page('Half a million calls', '/measured/soak'),
      page('Which libraries, which Node', '/measured/compatibility'),
    ],
  },
  {
    text: 'What does it cost?',
    items: [
      page('Performance', '/measured/performance'),
      page('Performance by the clock', '/measured/performance-by-clock'),
      page('Size', '/measured/size'),
      page('First use, timed', '/measured/first-use'),
      page('How it is measured', '/measured/bench'),
    ],
  },
  {
    text: 'Does it work in a mesh?',
    items: [
      page('The same requests without and with it', '/measured/mesh'),
      page('Header rules on real Envoys', '/measured/envoy'),
      page('Start and stop on real Envoys', '/measured/sidecar'),
      page('The demo', '/measured/tools/demo'),
      page('The mesh on one machine', '/measured/tools/mesh'),
      page('The manifests on a real Kubernetes API', '/measured/tools/kubernetes'),
      page('Injection, proved', '/measured/tools/inject'),
    ],
  },
  {
    text: 'Is the doctor right?',
    items: [
      page('On public charts', '/measured/doctor-charts'),
      ...pageIfThere('On public trees', '/measured/doctor-trees'),
      ...pageIfThere("Beside Istio's analyzers", '/measured/doctor-peers'),
      page('Where to listen', '/measured/doctor-proof'),
      page('Each rule on a real Envoy', '/measured/doctor-proof-rules'),
    ],
  },
]

const packages = [
  { text: 'Reference', items: [page('API', '/api/'), page('Headers', '/headers'), page('Security', '/security')] },
  { text: 'Packages', items: published().map((name) => page(`@traceferry/${name}`, `/packages/${name}`)) },
]

const project = [
  {
    text: 'Project',
    items: [
      page('Where to ask, which versions', '/project/support'),
      page('Changes', '/project/changelog'),
      page('Who decides', '/project/governance'),
      page('How to contribute', '/project/contributing'),
      page('Why it is built this way', '/project/rationale'),
      page('Report a security problem', '/project/report'),
    ],
  },
]

/** @typedef {{ text: string, items: { text: string, link: string }[] }} Group */

/**
 * The side bars by the beginning of a page's path, in VitePress's form.
 * @type {Readonly<Record<'/measured/' | '/packages/' | '/api/' | '/project/' | '/', readonly Group[]>>}
 */
export const sidebar = {
  '/measured/': measured,
  '/packages/': packages,
  '/api/': packages,
  '/project/': project,
  '/': guide,
}

/** The published packages, those that users meet first before the others. */
function published() {
  const first = ['express', 'fastify', 'koa', 'hono', 'http', 'register', 'core', 'fetch']
  const all = readdirSync(`${root}packages`).filter((name) => existsSync(`${root}packages/${name}/README.md`))
  return [...first, ...all.filter((name) => !first.includes(name) && pageOf(`packages/${name}/README.md`))]
}
