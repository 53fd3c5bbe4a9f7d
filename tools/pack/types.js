// `npm run tool -- pack-types`: every code block of every page, compiled from the tarballs, by each TypeScript and with each setting.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Table from 'cli-table3'
import { Command } from 'commander'
import { execa } from 'execa'
import { runCommand } from '../shared/command.js'
import { keep, temporaryFolder } from '../shared/folders.js'
import { step } from '../shared/steps.js'
import { markdown, replaced } from './markers.js'
import { fileOf, hasKind, pageCode } from './page-code.js'
import { environment, install } from './project.js'
import { startRegistry } from './registry.js'
import { pack } from './tarballs.js'
import { compilers, has, settings } from './type-settings.js'

const root = fileURLToPath(new URL('../../', import.meta.url))
const known = Object.keys(compilers).join(',')
const options = new Command('npm run tool -- pack-types')
  .description(
    'Compiles every block of code in the pages against the tarballs, by each TypeScript and with each setting.',
  )
  .option('--typescript <versions>', `comma-separated versions of ${known}`, known)
  .option('--write', 'write the table into docs/compatibility.md')
  .option('--keep', 'leave the project where it is')
  .addHelpText('after', '\nExit code: 0 when all compiles, 1 when not, 2 when it could not run.')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .parse()
  .opts()

const versions = options.typescript.split(',').map((version) => (version in compilers ? version : refuse(version)))

await runCommand(main)

async function main(conclude) {
  const folder = await temporaryFolder(join(tmpdir(), 'traceferry-types-'))
  if (options.keep) keep(folder)
  const blocks = pageCode()
  const compiled = blocks.filter(({ skipped }) => skipped === undefined)
  for (const { page, line, skipped } of blocks)
    if (skipped !== undefined) console.error(`${page}:${line} is not compiled: ${skipped}`)
  const registry = await startRegistry(await step('npm pack', () => pack(folder)))
  const project = join(folder, 'project')
  mkdirSync(project)
  writeFileSync(join(project, '.npmrc'), registry.npmrc)
  writeFileSync(join(project, 'package.json'), '{ "name": "reader", "private": true }\n')
  await step('npm install', () => install(project, packagesOf(compiled), environment('22')))
  registry.close()
  for (const kind of ['mts', 'cts']) layOut(project, kind, compiled)
  const cells = []
  for (const setting of settings)
    for (const version of versions.filter((version) => has(version, setting))) {
      const faults = await step(`TypeScript ${version}: ${setting.name}`, () =>
        faultsOf(project, version, setting, compiled),
      )
      for (const fault of faults) console.error(`  ${fault}`)
      cells.push({ setting, version, faults })
    }
  const rows = settings.map((setting) => [
    `${setting.name}: ${compiled.filter(({ code }) => hasKind(code, setting.kind)).length} blocks`,
    ...versions.map((version) => cellOf(cells, setting, version)),
  ])
  const head = ['', ...versions.map((version) => `TypeScript ${compilers[version]}`)]
  const table = new Table({ head, style: { head: [], border: [] } })
  table.push(...rows)
  console.log(table.toString())
  if (options.write) writePage(head, rows)
  if (options.keep) console.error(`The project is in ${project}`)
  conclude(cells.every(({ faults }) => faults.length === 0))
}

function cellOf(cells, setting, version) {
  const cell = cells.find((cell) => cell.setting === setting && cell.version === version)
  if (cell === undefined) return '-'
  return cell.faults.length === 0 ? 'compiles' : `${cell.faults.length} FAULTS`
}

/** What the blocks import, in the versions that the tests run with, with its types, and the compilers. */
function packagesOf(blocks) {
  const tested = testedVersions()
  const names = new Set(blocks.flatMap(({ imports }) => imports))
  const libraries = [...names].map((name) => (tested.has(name) ? `${name}@${tested.get(name)}` : name))
  const types = ['jest', 'express', 'koa', 'amqplib', 'async', 'bluebird', 'generic-pool'].map(
    (name) => `@types/${name}`,
  )
  const aliases = Object.entries(compilers).map(([name, version]) => `typescript-${name}@npm:typescript@${version}`)
  return [...libraries, ...types, '@types/node@20', ...aliases]
}

/** The highest version of each library in the repository's workspaces. */
function testedVersions() {
  const folders = [
    '',
    'bench/',
    'docs/',
    'tools/',
    ...['packages', 'examples', 'fixtures'].flatMap((folder) =>
      readdirSync(`${root}${folder}`).map((name) => `${folder}/${name}/`),
    ),
  ]
  const all = folders.flatMap((folder) =>
    Object.entries(readManifest(`${root}${folder}package.json`).devDependencies ?? {}),
  )
  const highest = new Map()
  for (const [alias, range] of all) {
    const [, name = alias, version = range] = /^npm:(.+)@([^@]+)$/.exec(range) ?? []
    if (name.startsWith('@traceferry/') || /beta|\*/.test(version)) continue
    const before = highest.get(name)
    if (before === undefined || before.localeCompare(version, 'en', { numeric: true }) < 0) highest.set(name, version)
  }
  return highest
}

function readManifest(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return {}
  }
}

/** Each block as a file, named by its place; `app.js` of the same page is the reader's own. */
function layOut(project, kind, blocks) {
  const folder = join(project, kind)
  mkdirSync(folder)
  for (const [i, { code }] of blocks.entries())
    if (hasKind(code, kind)) writeFileSync(join(folder, `block-${i}.${kind}`), fileOf(code, kind))
  writeFileSync(join(folder, 'own.d.ts'), "declare module '*.js'\ndeclare module '*.mjs'\ndeclare module '*.cjs'\n")
}

async function faultsOf(project, version, { name, kind, options }, blocks) {
  const file = join(project, `${name.replaceAll(/\W+/g, '-')}-${version}.json`)
  const common = {
    target: 'es2022',
    strict: true,
    noImplicitAny: false,
    esModuleInterop: true,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    skipLibCheck: true,
    noEmit: true,
    types: ['node', 'jest'],
  }
  writeFileSync(file, JSON.stringify({ compilerOptions: { ...common, ...options }, include: [kind] }))
  const tsc = join(project, 'node_modules', `typescript-${version}`, 'bin/tsc')
  const { stdout, exitCode } = await execa('node', [tsc, '-p', file, '--pretty', 'false'], {
    cwd: project,
    reject: false,
  })
  const all = stdout.split('\n').filter((line) => /error TS\d+/.test(line))
  const lines = all.filter((line) => !isOfOther(line, options))
  const faults = lines.map((line) =>
    line.replace(
      /^\w+\/block-(\d+)\.\w+\((\d+),\d+\): error/,
      (_, i, at) => `${blocks[i].page}:${blocks[i].line + Number(at)}`,
    ),
  )
  return exitCode !== 0 && all.length === 0 ? [stdout] : faults
}

/** With node16, CommonJS cannot import libraries that are ES modules only, and node10 does not read where theirs are: not ours. */
function isOfOther(line, { moduleResolution }) {
  if (/error TS1479:.*import\("(?!@traceferry\/)/.test(line)) return true
  return moduleResolution === 'node10' && /error TS230[57]: .*?['"]+(?!@traceferry\/)[@a-z]/.test(line)
}

function writePage(head, rows) {
  const file = `${root}docs/compatibility.md`
  const about = `Made by \`npm run tool -- pack-types\` on ${new Date().toISOString().slice(0, 10)}.`
  writeFileSync(file, replaced(readFileSync(file, 'utf8'), 'types', `${about}\n\n${markdown(head, rows)}`))
}

function refuse(value) {
  console.error(`error: ${value} is none of ${known}`)
  process.exit(2)
}
