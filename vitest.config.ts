import { defineConfig } from 'vitest/config'

// Tests import the packages' TypeScript through the same condition the compiler uses, so no build is needed.
const conditions = ['@traceferry/source', 'node']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['packages/*/test/**/*.test.ts', 'examples/*/test/**/*.test.ts'],
    pool: 'forks',
    testTimeout: 20_000,
    hookTimeout: 60_000,
    server: { deps: { inline: [/@traceferry\//] } },
  },
})
