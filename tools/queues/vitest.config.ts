import { mergeConfig } from 'vitest/config'
import config from '../../vitest.config.ts'

// `npm run tool -- queues`: brokers that take too long to start for every run of the tests. One after the other, as each
// takes half a gigabyte.
export default mergeConfig(
  { ...config, test: { ...config.test, projects: undefined } },
  {
    test: {
      include: ['packages/messages/test/brokers/*.broker.ts', 'docs/test/brokers/*.broker.ts'],
      globalSetup: ['packages/messages/test/servers/prepare.ts'],
      fileParallelism: false,
    },
  },
)
