// How the tests run: in two projects, `fast` and `slow`. `npm test` runs the fast ones, `npm run tool -- slow-tests` the others,
// and a path runs whatever it names.
import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

// Tests import the packages' TypeScript through the same condition the compiler uses, so no build is needed.
const conditions = ['@traceferry/source', 'node']

const all = ['{packages,examples,tools}/*/test/**/*.test.ts', '{bench,docs}/test/**/*.test.ts']

/**
 * What takes minutes, and seldom breaks alone: the tests of tools and benches but for the shop behind real Envoys, hostile and
 * random input, the crossing in every composition of retries, other tracers in one process, builds of frameworks,
 * brokers, the programs of the recipes, and the command line's traces through sidecars of its own.
 */
const slow = [
  'tools/!(demo|door)/test/**/*.test.ts',
  'tools/demo/test/demo.test.ts',
  'bench/test/**/*.test.ts',
  'docs/test/{mocks,pools,queues,testing,walks,workers}.test.ts',
  'packages/{audit,cli}/test/hostile.test.ts',
  'packages/cli/test/{mesh,trace}.test.ts',
  'packages/core/test/properties.test.ts',
  'packages/doctor/test/{hostile-inputs,linear,odd}.test.ts',
  'packages/fetch/test/{undici-loading,undici-retry}.test.ts',
  'packages/messages/test/{bullmq,cloudevents,nats,nest,never-throws,rhea}.test.ts',
  'packages/sidecar/test/*/{docs,recipes,sidecar-reply}.test.ts',
  'packages/testing/test/breaks.test.ts',
  'packages/testkit/test/{nest,next}.test.ts',
  'packages/testkit/test/neighbours/*.test.ts',
]

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    pool: 'forks',
    // One more than there are processors: a worker waits for servers and sidecars for a quarter of its time (18 minutes of
    // processor time in 12 minutes on two), and Vitest by itself would leave one processor idle.
    maxWorkers: availableParallelism() + 1,
    // On a machine with twice as much work as it has processors, a test takes five times as long.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    server: { deps: { inline: [/@traceferry\//] } },
    projects: [
      { extends: true, test: { name: 'fast', include: [...all, ...slow.map((files) => `!${files}`)] } },
      { extends: true, test: { name: 'slow', include: slow, testTimeout: 90_000, hookTimeout: 180_000 } },
    ],
  },
})
