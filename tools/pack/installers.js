// The installers of packages that a project may use. Each is fetched once, into the cache.

import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { cacheFolder } from '../shared/cache.js'
import { nodeBinary } from '../shared/nodes.js'
import { run } from '../shared/processes.js'
import { environment, install as installByNpm } from './project.js'

const installers = {
  npm: { install: (folder, packages, _, env) => installByNpm(folder, packages, env) },
  pnpm: {
    from: 'pnpm@10',
    bin: 'pnpm/bin/pnpm.cjs',
    install: (folder, packages, { node, bin }, env) => run(node, [bin, 'add', ...packages], { cwd: folder, env }),
  },
  bun: {
    from: `@oven/bun-${process.platform}-${process.arch}@1`,
    bin: `@oven/bun-${process.platform}-${process.arch}/bin/bun`,
    install: (folder, packages, { bin }, env) => run(bin, ['add', ...packages], { cwd: folder, env }),
  },
  yarn: {
    from: '@yarnpkg/cli-dist@4',
    bin: '@yarnpkg/cli-dist/bin/yarn.js',
    async install(folder, packages, { node, bin, registry }, env) {
      writeFileSync(join(folder, 'yarn.lock'), '')
      writeFileSync(join(folder, '.yarnrc.yml'), yarnSettings(registry))
      await run(node, [bin, 'add', ...packages.map(withRange)], { cwd: folder, env })
    },
  },
}

/** How projects are installed, and their programs started, on a line of Node. */
export function installerOf(name = 'npm', line) {
  const { from, bin, install } = installers[name]
  const node = nodeBinary(line)
  const path = from && fetched(name, from, bin)
  const env = { ...environment(line), YARN_ENABLE_TELEMETRY: '0' }
  return {
    env,
    install: (folder, packages, registry) => install(folder, packages, { node, bin: path, registry }, env),
    command: ([program, ...args]) =>
      program === name ? [node, path, ...args] : [program === 'node' ? node : program, ...args],
  }
}

/** Where pnpm and Yarn are, for a PATH, as a stranger has them today. */
export function pathOfInstallers() {
  const programs = [fetched('pnpm-12', 'pnpm@12', '.bin/pnpm'), fetched('yarn', installers.yarn.from, '.bin/yarn')]
  return programs.map(dirname).join(':')
}

function fetched(name, from, bin) {
  const folder = join(cacheFolder(), `installer-${name}`)
  const path = join(folder, 'node_modules', bin)
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true })
    const args = ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', folder, from]
    execFileSync('npm', args, { stdio: ['ignore', 'ignore', 'inherit'] })
  }
  return path
}

/** Plug'n'Play is what Yarn does unless it is told otherwise; of npm's settings it reads none. */
export function yarnSettings({ npmrc }) {
  const url = npmrc.trim().split('=')[1]
  return `npmScopes: { traceferry: { npmRegistryServer: "${url}" } }\nunsafeHttpWhitelist: ["127.0.0.1"]\nnpmMinimalAgeGate: 0\n`
}

/** Yarn asks for a tag or a range of each. */
const withRange = (name) => (name.lastIndexOf('@') > 0 ? name : `${name}@latest`)
