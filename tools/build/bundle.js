// Puts each package's JavaScript into one file per entry and module system, after the compiler has checked it and written its types. A
// package of small files is pleasant to read and slow to load: 45 files cost 48 ms of CPU at startup, three cost 10.
import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync, transformSync } from 'esbuild'
import { buildPayload } from './payload.js'
import { plainExports } from './plain-exports.js'
import { requireOnce } from './require-once.js'
import { write } from './write.js'

const here = dirname(fileURLToPath(import.meta.url))
const packages = join(here, '../../packages')
const only = process.argv.slice(2)
const TARGET = 'node20.19'

for (const name of only.length > 0 ? only : readdirSync(packages)) {
  const folder = join(packages, name)
  const { private: unpublished, exports = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  if (unpublished) continue
  const internal = exports['./internal']
  for (const [door, entry] of Object.entries(exports)) {
    if (entry['@traceferry/source'] === undefined) continue
    // The internal door has all that the public one has. Code that stood in both would be there twice, with two of each class.
    if (door === '.' && internal !== undefined) handOn(folder, entry, internal)
    else for (const file of [entry.default, entry.require.default]) bundle(folder, entry, file)
  }
  copyTypes(join(folder, 'dist'))
  if (name === 'register') buildPayload()
}

/**
 * The options of a build: CommonJS stands in a folder of its own.
 * @returns {import('esbuild').BuildOptions}
 */
function optionsOf(folder, file) {
  /** @type {import('esbuild').BuildOptions} */
  const options = {
    // Its comments name files from here: from wherever it is started, the same commit gives the same bytes.
    absWorkingDir: folder,
    outfile: join(folder, file),
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: TARGET,
    legalComments: 'none',
    // The sources are in the package.
    sourcesContent: false,
    // A twentieth of the start is reading white space. Names stay, and lines that a stack trace can point at.
    minifyWhitespace: true,
    lineLimit: 120,
    logLevel: 'warning',
    write: false,
  }
  if (!file.includes('/cjs/')) return options
  const define = { 'import.meta.url': 'moduleUrl' }
  return { ...options, format: 'cjs', define, inject: [join(here, 'module-url.js')] }
}

function bundle(folder, entry, file) {
  const entryPoints = [join(folder, entry['@traceferry/source'])]
  const { outputFiles } = buildSync({ ...optionsOf(folder, file), entryPoints, sourcemap: 'linked' })
  const isScript = (path) => file.includes('/cjs/') && path.endsWith('.js')
  for (const { path, text } of outputFiles ?? []) write(path, isScript(path) ? plainExports(requireOnce(text)) : text)
}

/** Writes an entry that exports what another one has. */
function handOn(folder, entry, internal) {
  const entryPoints = [join(folder, entry['@traceferry/source'])]
  const { metafile } = buildSync({ ...optionsOf(folder, entry.default), entryPoints, metafile: true })
  const [{ exports: names }] = Object.values(metafile?.outputs ?? {})
  // What it has of another package, which esbuild does not count among its own.
  const stars = readFileSync(entryPoints[0], 'utf8').match(/^export \* from '@[^']+'$/gm) ?? []
  const text = `${[`export { ${names.join(', ')} } from './${basename(internal.default)}'`, ...stars].join('\n')}\n`
  write(join(folder, entry.default), text)
  // Both builds have the same file names, so the same text serves both.
  const { code } = transformSync(text, {
    format: 'cjs',
    platform: 'node',
    target: TARGET,
    minifyWhitespace: true,
    lineLimit: 120,
  })
  write(join(folder, entry.require.default), plainExports(code))
}

/** CommonJS has its own types: what a compiler takes for the types of an ES module cannot be required, for most of them. */
function copyTypes(dist) {
  write(join(dist, 'cjs/package.json'), '{ "type": "commonjs" }\n')
  for (const file of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.d.ts') || file.startsWith('cjs')) continue
    // The maps are there once, beside the first copy.
    const text = readFileSync(join(dist, file), 'utf8').replace(/\/\/# sourceMappingURL=.*\n?/, '')
    write(join(dist, 'cjs', file), text)
  }
}
