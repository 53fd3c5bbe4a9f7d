// The test runners and installers that the packages are tried with. A NEW ONE IS ONE ENTRY HERE.

const PATIENCE = 120_000 // milliseconds

const service = ['@traceferry/express', 'express@5', 'axios@1', 'supertest@7']
const jest = (major, ...more) => [...service, `jest@${major}`, ...more]
const json = (value) => JSON.stringify(value, null, 2)
const typescript = ['typescript@5.9', '@types/express@5', '@types/supertest@7', '@types/node@20']

// Jest runs a file in the same process as the one before, so that what a file leaves behind shows.
const flags = ['--runInBand', `--testTimeout=${PATIENCE}`]
const runJest = ['node', 'node_modules/jest/bin/jest.js', ...flags]
// What `require` must give to TypeScript's own `import`, as most projects have it.
const tsconfig = json({
  compilerOptions: {
    module: 'commonjs',
    moduleResolution: 'node10',
    target: 'es2022',
    strict: true,
    // The same files are JavaScript elsewhere.
    noImplicitAny: false,
    esModuleInterop: true,
    allowJs: true,
    types: ['node', 'jest'],
  },
})

/**
 * `sources` are folders in projects/suites, `visits` the requests of one run. `rename` gives the files of the suite another
 * extension, as a compiler asks for. Each entry of `runs` is one command.
 */
export const suites = [
  { name: 'jest-29', about: 'Jest 29, CommonJS', packages: jest(29), runs: [runJest] },
  { name: 'jest-30', about: 'Jest 30, CommonJS', packages: jest(30), runs: [runJest] },
  {
    name: 'ts-jest',
    about: 'Jest 30 with ts-jest, TypeScript 5.9',
    sources: ['modules'],
    rename: 'ts',
    packages: jest(30, 'ts-jest@29', '@types/jest@30', ...typescript),
    files: { 'jest.config.json': json({ preset: 'ts-jest', testEnvironment: 'node' }), 'tsconfig.json': tsconfig },
    runs: [runJest],
    visits: 8,
  },
  {
    name: 'babel-jest',
    about: 'Jest 30 with babel-jest, import',
    sources: ['modules'],
    packages: jest(30, '@babel/core@7', '@babel/preset-env@7'),
    files: { 'babel.config.json': json({ presets: [['@babel/preset-env', { targets: { node: 'current' } }]] }) },
    runs: [runJest],
    visits: 8,
  },
  {
    name: 'swc-jest',
    about: 'Jest 30 with @swc/jest, TypeScript',
    sources: ['modules'],
    rename: 'ts',
    packages: jest(30, '@swc/core@1', '@swc/jest@0.2'),
    files: { 'jest.config.json': json({ transform: { '\\.[jt]s$': '@swc/jest' } }) },
    runs: [runJest],
    visits: 8,
  },
  {
    name: 'vitest',
    about: 'Vitest 4, its four pools',
    packages: [...service, 'vitest@4.1'],
    files: {
      // Later versions need async-function, which returns an ES module to `require`: Express does not load in the vm pools.
      'package.json': json({ name: 'service', private: true, overrides: { 'get-intrinsic': '1.3.0' } }),
      'vitest.config.mjs': 'export default { test: { globals: true, include: ["ids.test.js"] } }\n',
    },
    sources: ['modules', 'vitest'],
    runs: ['forks', 'threads', 'vmThreads', 'vmForks'].map((pool) => [
      'node',
      'node_modules/vitest/vitest.mjs',
      'run',
      `--pool=${pool}`,
      `--testTimeout=${PATIENCE}`,
    ]),
    visits: 8,
  },
  {
    name: 'pnpm',
    about: 'pnpm 10, which lets a package see its own dependencies only; Jest 30',
    installer: 'pnpm',
    packages: jest(30),
    runs: [runJest],
  },
  {
    name: 'bun',
    about: 'installed by Bun, run by Node with Jest 30',
    installer: 'bun',
    packages: jest(30),
    runs: [runJest],
  },
  {
    name: 'yarn-pnp',
    about: "Yarn 4 with Plug'n'Play, no node_modules; Jest 30",
    installer: 'yarn',
    packages: jest(30),
    runs: [['yarn', 'jest', ...flags]],
  },
]

/** How often the service is asked in one run. */
export const visitsOf = ({ visits = 12 }) => visits
