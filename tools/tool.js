// `npm run tool -- NAME`: the tools that prove the product. A NEW TOOL IS A LINE HERE.
import { openDoor } from './door/open-door.js'

openDoor('npm run tool --', 'Runs one of the tools that prove traceferry. Most of them make a page of docs/.', [
  ['mesh', 'mesh/mesh.js', 'the shop in a mesh with iptables and network namespaces (root, Linux): docs/mesh.md'],
  ['kubernetes', 'kubernetes/run.js', 'the manifests on a real Kubernetes API, with istiod (root, needs Go)'],
  ['slow-tests', 'slow-tests/run.js', 'the tests that take too long for `npm test`, with the options of Vitest'],
  ['matrix', 'matrix/run.js', 'the contract on Node 20, 22, 24 and 26: docs/compatibility.md'],
  [
    'context',
    'context/run.js',
    'which request each call belongs to, at every door of every client, on each Node: docs/context.md',
  ],
  ['context-soak', 'context/soak.js', '100,000 requests on each Node with all of these doors mixed in one process'],
  [
    'runtimes',
    'runtimes/run.js',
    'Bun, Deno and workerd: each server, each client, 200 requests at once, and redirects: docs/runtimes.md',
  ],
  [
    'frameworks',
    'frameworks/run.js',
    'frameworks with the line of the documentation, from npm, 100 requests at once: docs/frameworks.md',
  ],
  [
    'differential',
    'edges/differential.js',
    '100,000 calls without the line, beside it and inside a request: all else is the same',
  ],
  [
    'fuzz-targets',
    'edges/targets.js',
    '1,000,000 hosts to call, inside and outside: who gets the ids, at real sockets',
  ],
  [
    'inject',
    'inject/run.js',
    'the policies of inject on a real Kubernetes API, and the shop as its pods come out of it (root, Linux, needs Go)',
  ],
  ['image', 'image/run.js', 'the image of the payload that is injected, without a container engine (needs Go)'],
  [
    'audit',
    'audit/run.js',
    'the audit on real sidecars with a planted fault of each kind, from spans, logs and stores',
  ],
  ['header-rules', 'header-rules/run.js', 'the header rules through Envoy 1.36 to 1.40, three tracers: docs/envoy.md'],
  ['soak', 'soak/run.js', '100,000 requests on each Node: no wrong header, none lost, heap flat'],
  ['raw-soak', 'soak/raw/run.js', '1,000,000 requests as raw bytes, legal and not, beside a twin without traceferry'],
  ['queues', 'queues/run.js', 'Kafka, RabbitMQ and SQS for real, fetched at first: docs/recipes/queues.md'],
  ['proof', 'proof/run.js', 'beside a sidecar, on real Envoy, before and after: docs/sidecar.md'],
  [
    'proof-listen',
    'proof/listen/run.js',
    'what the doctor says of listen addresses, on real systems: docs/doctor-proof.md (root, Linux)',
  ],
  [
    'redis-peers',
    'proof/redis-peers/run.js',
    'which peers real Redis 7.0 to 8.2 and Valkey let in without a password (Debian)',
  ],
  [
    'proof-rules',
    'proof/rules/run.js',
    'the fixtures of the doctor, put into real Envoys and processes: docs/doctor-proof-rules.md',
  ],
  ['charts', 'charts/run.js', 'the doctor on public manifests: docs/doctor-charts.md (needs Go)'],
  [
    'doctor-peers',
    'doctor-peers/run.js',
    "the doctor beside Istio's analyzers, and on public trees: docs/doctor-peers.md, docs/doctor-trees.md (needs Go)",
  ],
  [
    'suites',
    'pack/suites.js',
    'the tarballs under Jest, ts-jest, babel-jest, swc, Vitest, installed by npm, pnpm, Yarn and Bun',
  ],
  [
    'pack-types',
    'pack/types.js',
    'every code block of the pages, compiled by TypeScript 5.4 to 7: docs/compatibility.md',
  ],
  ['pack', 'pack/run.js', 'the tarballs, installed into projects of each module system, compiler and bundler'],
  ['starters', 'pack/test-starters.js', 'projects of the generators of frameworks, with our line: docs/first-use.md'],
  [
    'first-use',
    'pack/first-use.js',
    'from an empty folder to ids on the wire and a green suite, by our pages alone, timed: docs/first-use.md',
  ],
  [
    'anywhere',
    'anywhere/run.js',
    'register from other folders, on Node 12 to 18, and in copies of what Next.js and Nuxt build',
  ],
  ['sbom', 'pack/sbom.js', 'the bill of materials of the published packages, as CycloneDX'],
  ['version', 'release/version.js', 'the next version of all packages, from the changes that wait in .changeset'],
  ['new-adapter', 'new-adapter/run.js', 'writes a package for one more framework'],
])
