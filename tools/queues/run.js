// `npm run tool -- queues`: the tests on real brokers, with the options of vitest.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const file = (path) => fileURLToPath(new URL(path, import.meta.url))
const vitest = fileURLToPath(new URL('vitest.mjs', import.meta.resolve('vitest/package.json')))
const args = [vitest, 'run', '--config', file('vitest.config.ts'), ...process.argv.slice(2)]
const { status } = spawnSync(process.execPath, args, { cwd: file('../..'), stdio: 'inherit' })
process.exitCode = status ?? 1
