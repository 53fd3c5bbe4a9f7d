// Builds the folder that is injected into pods, packages/register/dist/traceferry: all of register in one file, which needs no
// node_modules, and the small file in front of it that NODE_OPTIONS names.
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import { write } from './write.js'

const register = join(dirname(fileURLToPath(import.meta.url)), '../../packages/register')
const report = '@traceferry/sidecar/report'

/** Writes the payload into `folder`. The same commit gives the same bytes. */
export function buildPayload(folder = join(register, 'dist/traceferry')) {
  mkdirSync(folder, { recursive: true })
  const { version, license } = JSON.parse(readFileSync(join(register, 'package.json'), 'utf8'))
  bundle(join(folder, 'traceferry.cjs'), {
    stdin: {
      // A file beside it, so that it is read only where a report is asked for.
      contents: readFileSync(join(register, 'src/index.ts'), 'utf8').replace(
        `require('${report}')`,
        "require('./report.cjs')",
      ),
      resolveDir: join(register, 'src'),
      sourcefile: 'index.ts',
      loader: 'ts',
    },
  })
  bundle(join(folder, 'report.cjs'), { entryPoints: [join(register, '../sidecar/src/report.ts')] })
  for (const name of ['register.cjs', 'autoinstrumentation.js'])
    copyFileSync(join(register, 'payload', name), join(folder, name))
  copyFileSync(join(register, 'LICENSE'), join(folder, 'LICENSE'))
  const description = { name: 'traceferry', version, license, type: 'commonjs', private: true }
  write(join(folder, 'package.json'), `${JSON.stringify(description, null, 2)}\n`)
}

function bundle(outfile, input) {
  const { outputFiles = [] } = buildSync({
    ...input,
    outfile,
    absWorkingDir: register,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20.19',
    // From the sources, as @traceferry packages see each other when they are tested.
    conditions: ['@traceferry/source'],
    define: { 'import.meta.url': '__filename' },
    legalComments: 'none',
    minifyWhitespace: true,
    lineLimit: 120,
    logLevel: 'warning',
    write: false,
  })
  for (const { path, text } of outputFiles) write(path, text)
}
