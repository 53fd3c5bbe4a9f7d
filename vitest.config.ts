import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

// Tests import the packages' TypeScript through the same condition the compiler uses, so no build is needed.
const conditions = ['@traceferry/source', 'node']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['{packages,examples,tools}/*/test/**/*.test.ts', '{bench,docs}/test/**/*.test.ts'],
    pool: 'forks',
    // All processors: most tests wait for servers and sidecars, and Vitest would leave one processor idle.
    maxWorkers: availableParallelism(),
    testTimeout: 20_000,
    hookTimeout: 60_000,
    server: { deps: { inline: [/@traceferry\//] } },
  },
})
