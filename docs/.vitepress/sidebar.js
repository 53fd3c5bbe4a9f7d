// The order of the pages. A page that is not named here stands at the end of "Measured", by its title.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { pageOf, root } from './pages.js'

const page = (text, link) => ({ text, link })

const chosen = [
  {
    text: 'Start',
    items: [
      page('Overview', '/overview'),
      page('Express', '/start/express'),
      page('Fastify', '/start/fastify'),
      page('Koa', '/start/koa'),
      page('Hono', '/start/hono'),
      page('node:http', '/start/http'),
      page('Nest', '/start/nest'),
      page('No code change', '/start/register'),
      page('How it works', '/how-it-works'),
      page('FAQ', '/faq'),
    ],
  },
  {
    text: 'Recipes',
    collapsed: false,
    items: [
      page('Tests', '/recipes/tests'),
      page('Mocks', '/recipes/mocks'),
      page('Logs', '/recipes/logs'),
      page('Queues', '/recipes/queues'),
      page('Pools and databases', '/recipes/pools'),
      page('Workers', '/recipes/workers'),
      page('Gateways', '/recipes/gateways'),
      page('gRPC', '/recipes/grpc'),
      page('GraphQL', '/recipes/graphql'),
      page('Next.js', '/recipes/next'),
      page('Nuxt', '/recipes/nuxt'),
      page('Nest in depth', '/recipes/nest'),
      page('Retries', '/recipes/retries'),
    ],
  },
  {
    text: 'Beside others',
    items: [
      page('OpenTelemetry, Datadog, ...', '/beside'),
      page('From hpropagate', '/migrate/hpropagate'),
      page('From zipkin-js', '/migrate/zipkin-js'),
    ],
  },
  {
    text: 'In the mesh',
    items: [
      page('Which mesh needs what', '/meshes'),
      page('Start and stop', '/lifecycle'),
      page('Deadlines', '/deadline'),
      page('The audit', '/audit'),
      page('Injection', '/inject'),
      page('The doctor', '/doctor'),
      page('Manifests', '/examples/kubernetes'),
    ],
  },
  {
    text: 'Reference',
    items: [
      page('Options', '/options'),
      page('Headers', '/headers'),
      page('Errors', '/errors'),
      page('Security', '/security'),
      page('API', '/api/'),
    ],
  },
  {
    text: 'Packages',
    collapsed: true,
    items: packages().map((name) => page(`@traceferry/${name}`, `/packages/${name}`)),
  },
  {
    text: 'Measured',
    collapsed: true,
    items: [
      page('Compatibility', '/compatibility'),
      page('Correctness', '/correctness'),
      page('Performance', '/performance'),
      page('Performance by the clock', '/performance-by-clock'),
      page('First use', '/first-use'),
      page('Size', '/size'),
      page('How it is measured', '/bench'),
      page('Real Envoys', '/envoy'),
      page('Beside a sidecar', '/sidecar'),
      page('Under a mesh', '/mesh'),
      page('The mesh on one machine', '/tools/mesh'),
      page('The demo', '/tools/demo'),
      page('The manifests, proved', '/tools/kubernetes'),
      page('Soak', '/soak'),
      page('Public charts', '/doctor-charts'),
      page("The doctor's advice on listening", '/doctor-proof'),
    ],
  },
  {
    text: 'Project',
    collapsed: true,
    items: [
      page('Support', '/support'),
      page('Contributing', '/contributing'),
      page('Who decides', '/governance'),
      page('Why so', '/rationale'),
      page('Changes', '/changelog'),
      page('Report a weakness', '/report'),
    ],
  },
]

const named = new Set(chosen.flatMap(({ items }) => items.map(({ link }) => link)))

const others = readdirSync(`${root}docs`, { recursive: true, encoding: 'utf8' }).flatMap((name) => {
  const link = `/${pageOf(`docs/${name}`)?.replace(/\.md$/, '')}`
  if (!name.endsWith('.md') || /^(api|node_modules|\.vitepress)\//.test(name) || link === '/index' || named.has(link))
    return []
  const [, title = name] = /^# (.+)$/m.exec(readFileSync(`${root}docs/${name}`, 'utf8')) ?? []
  return [page(title, link)]
})

/** The sidebar, in VitePress's form. */
export const sidebar = chosen.map((group) =>
  group.text === 'Measured' ? { ...group, items: [...group.items, ...others] } : group,
)

/** The published packages, those that users meet first before the others. */
function packages() {
  const first = ['express', 'fastify', 'koa', 'hono', 'http', 'register', 'core', 'fetch']
  const all = readdirSync(`${root}packages`).filter((name) => existsSync(`${root}packages/${name}/README.md`))
  return [...first, ...all.filter((name) => !first.includes(name))]
}
