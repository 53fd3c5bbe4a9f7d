// Puts each package's JavaScript into one file per entry, after the compiler has checked it and written its types. A
// package of small files is pleasant to read and slow to load: 45 files cost 48 ms of CPU at start-up, three cost 10.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'

const packages = join(dirname(fileURLToPath(import.meta.url)), '../../packages')
const only = process.argv.slice(2)

for (const name of only.length > 0 ? only : readdirSync(packages)) {
  const folder = join(packages, name)
  const { private: unpublished, exports = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  if (unpublished) continue
  const internal = exports['./internal']
  for (const [door, entry] of Object.entries(exports)) {
    if (entry['@traceferry/source'] === undefined) continue
    // The internal door has all that the public one has. Code that stood in both would be there twice, with two of each class.
    if (door === '.' && internal !== undefined) handOn(folder, entry, internal)
    else bundle(folder, entry)
  }
}

function build(folder, entry, options) {
  return buildSync({
    // Its comments name files from here: from wherever it is started, the same commit gives the same bytes.
    absWorkingDir: folder,
    entryPoints: [join(folder, entry['@traceferry/source'])],
    outfile: join(folder, entry.default),
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    sourcemap: 'linked',
    legalComments: 'none',
    // A twentieth of the start is reading white space. Names stay, and lines that a stack trace can point at.
    minifyWhitespace: true,
    lineLimit: 120,
    logLevel: 'warning',
    write: false,
    ...options,
  })
}

function bundle(folder, entry) {
  for (const { path, text } of build(folder, entry).outputFiles) write(path, text)
}

/** Writes an entry that exports what another one has. */
function handOn(folder, entry, from) {
  const { outputs } = build(folder, entry, { metafile: true, sourcemap: false }).metafile
  const [{ exports: names }] = Object.values(outputs)
  write(join(folder, entry.default), `export { ${names.join(', ')} } from './${basename(from.default)}'\n`)
}

/** A file that is right already stays as it is: a process may be loading it. */
function write(path, text) {
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text)
}
