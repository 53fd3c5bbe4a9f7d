// Puts each package's JavaScript into one file per entry, after the compiler has checked it and written its types. A
// package of small files is pleasant to read and slow to load: 45 files cost 48 ms of CPU at start-up, three cost 10.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'

const packages = join(dirname(fileURLToPath(import.meta.url)), '../../packages')
const only = process.argv.slice(2)

for (const name of only.length > 0 ? only : readdirSync(packages)) {
  const folder = join(packages, name)
  const { private: unpublished, exports = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  if (unpublished) continue
  for (const entry of Object.values(exports)) {
    if (entry['@traceferry/source'] === undefined) continue
    const { outputFiles } = buildSync({
      // Its comments name files from here: from wherever it is started, the same commit shall give the same bytes.
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
    })
    for (const { path, text } of outputFiles) if (!isWritten(path, text)) writeFileSync(path, text)
  }
}

/** A file that is right already stays as it is: somebody may be loading it. */
function isWritten(path, text) {
  return existsSync(path) && readFileSync(path, 'utf8') === text
}
