// `npm run tool -- new-adapter polka`: a package for one more framework, which passes the contract as it is.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const templates = join(import.meta.dirname, 'templates/adapter')
const program = new Command('npm run tool -- new-adapter')
  .description('Writes packages/<name>: an adapter for a framework whose middleware is (request, response, next).')
  .argument('<name>', 'of the package: small letters, digits, hyphens')
  .option('--framework <module>', 'the import of the framework in tests, when it is another, such as restify11')
  .option('--title <text>', 'what its users call it')
  .addHelpText(
    'after',
    `
The framework must be in node_modules: npm install --no-save <framework>. The new package names it in its devDependencies.
A framework with other middleware: change src/index.ts, where handle(request, response, policy, next) is all there is.
One that only hands out its node:http server needs no package: @traceferry/http covers it.

Exit code: 0 when it is written, 2 for wrong arguments.`,
  )
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .parse()

const [name] = program.args
const { framework = name, title = name[0].toUpperCase() + name.slice(1) } = program.opts()
const folder = join(root, 'packages', name)
const manifest = join(root, 'node_modules', framework, 'package.json')
if (!/^[a-z][a-z0-9-]*$/.test(name))
  program.error(`error: ${name} is not a package name: lower-case letters, digits, hyphens`)
if (existsSync(folder)) program.error(`error: packages/${name} is there already`)
if (!existsSync(manifest)) program.error(`error: ${framework} is not installed: npm install --no-save ${framework}`)

const { name: peer, version: frameworkVersion, types, typings, exports } = readJson(manifest)
const { version } = readJson(join(root, 'packages/core/package.json'))
const camel = name.replace(/-(.)/g, (_, letter) => letter.toUpperCase())
const spec = framework === peer ? frameworkVersion : `npm:${peer}@${frameworkVersion}`
const values = { name, version, framework, frameworkVersion, spec, peer, camel, Title: title }

for (const file of readdirSync(templates, { recursive: true, encoding: 'utf8' })) {
  if (!file.endsWith('.tmpl')) continue
  const text = readFileSync(join(templates, file), 'utf8').replace(/__(\w+?)__/g, (_, key) => values[key])
  const path = join(folder, file.replace(/\.tmpl$/, ''))
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}
addReference()
addToReference()
addTypes()
addToLock()
const biome = spawnSync('npx', ['biome', 'check', '--write', `packages/${name}`], { cwd: root, stdio: 'inherit' })
console.log(`packages/${name} is written. Run its contract: npx vitest run packages/${name}
Then: npx vitest run packages/testkit/test/exports.test.ts -u, a line in README.md and docs/start/index.md, and npx changeset.`)
process.exitCode = biome.status ?? 1

/** Where the compiler learns of it. */
function addReference() {
  edit('tsconfig.json', (text) => text.replace(/("packages\/koa" \},)/, `$1\n    { "path": "packages/${name}" },`))
}

/** And the reference of the documentation. */
function addToReference() {
  const koa = '"../packages/koa/src/index.ts",'
  edit('docs/typedoc.json', (text) => text.replace(koa, `${koa}\n    "../packages/${name}/src/index.ts",`))
}

/** A framework without types is declared, for the tests. */
function addTypes() {
  const typed =
    types ??
    typings ??
    (JSON.stringify(exports ?? '').includes('.d.') || existsSync(join(root, 'node_modules/@types', framework)))
  const line = `declare module '${framework}'\n`
  if (!typed) edit('packages/testkit/src/untyped.d.ts', (text) => (text.includes(line) ? text : text + line))
}

/** The lock file by npm, and the link by hand: a whole `npm install` would look at everything that is installed. */
function addToLock() {
  const args = ['install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline']
  const { status } = spawnSync('npm', [...args, '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  if (status !== 0) program.error('error: npm could not write the lock file')
  const link = join(root, 'node_modules/@traceferry', name)
  if (!existsSync(link)) symlinkSync(join('../../packages', name), link)
}

function edit(path, change) {
  const file = join(root, path)
  if (existsSync(file)) writeFileSync(file, change(readFileSync(file, 'utf8')))
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'))
}
