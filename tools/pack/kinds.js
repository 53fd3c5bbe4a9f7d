// The projects in which the packages are tried. A NEW KIND IS ONE FOLDER IN projects/ AND ONE ENTRY HERE.
import { entriesOf } from './tarballs.js'

const imports = (entries) => entries.map((entry, i) => `import * as m${i} from '${entry}'`).join('\n')
const list = (entries) => `[${entries.map((_, i) => `m${i}`)}]`
const checked = (entries) => `${imports(entries)}\nexport const all: object[] = ${list(entries)}\n`

// What `require` and `import` give has the same names, one context, and wraps node:http once.
const esm = (entries) => `import { createRequire } from 'node:module'
import http from 'node:http'
${imports(entries)}
const require = createRequire(import.meta.url)
const names = ${JSON.stringify(entries)}
const imported = Object.fromEntries(${list(entries)}.map((module, i) => [names[i], module]))
const keys = (module) => String(Object.keys(module).sort())
const others = names.filter((name) => keys(require(name)) !== keys(imported[name]))
if (others.length > 0) throw new Error(\`other names by require: \${others}\`)

const [esm, cjs] = [imported['@traceferry/core'], require('@traceferry/core')]
const ids = { 'x-request-id': 'r-1' }
for (const [one, other] of [[esm, cjs], [cjs, esm]]) {
  const seen = one.run(one.fromJSON(ids), () => JSON.stringify(other.current()))
  if (seen !== JSON.stringify(ids)) throw new Error(\`another context by require: \${seen}\`)
}
imported['@traceferry/fetch'].install()
const { request } = http
require('@traceferry/fetch').install()
if (http.request !== request) throw new Error('node:http is wrapped twice')
`
const cjs = (entries) => `for (const name of ${JSON.stringify(entries)}) {
  if (Object.keys(require(name)).length === 0 && !/register|preload/.test(name)) throw new Error(\`nothing in \${name}\`)
}
`

/**
 * `starts` are the programs to run once the project is built. With `everything` all packages are installed, and a file
 * that imports each is run (`script`) or compiled. A program warns of nothing but `warns`, once.
 */
export const kinds = [
  { name: 'esm', about: 'JavaScript, import', starts: ['app.js'], everything: ['all.js', esm], script: true },
  { name: 'cjs', about: 'JavaScript, require', starts: ['app.cjs'], everything: ['all.cjs', cjs], script: true },
  { name: 'nodenext', about: 'TypeScript 7, module nodenext', starts: ['out/app.js'], everything: ['all.ts', checked] },
  {
    name: 'bundler',
    about: 'TypeScript 7, moduleResolution bundler, module preserve',
    starts: ['out/app.js'],
    everything: ['all.ts', checked],
  },
  {
    name: 'node10',
    about: 'TypeScript 5.9, module commonjs, moduleResolution node10 (gone in 7)',
    starts: ['out/app.js'],
    everything: ['all.ts', checked],
  },
  {
    name: 'esbuild',
    about: 'bundled by esbuild: CommonJS minified, ES module',
    starts: ['out/app.cjs', 'out/app.mjs'],
  },
  { name: 'webpack', about: 'bundled by webpack, production mode', starts: ['out/app.cjs'] },
  {
    name: 'versions',
    about: 'two versions at once: the one captures, the other forwards',
    starts: ['latest.js', 'next.js'],
    builds: false,
    warns: /TF012.*versions \S+ and \S+;/,
  },
  { name: 'tsdown', about: 'bundled by tsdown, which needs Node 22.18', starts: ['out/app.mjs'], node: '22' },
]

/** The file that imports all that can be imported, by name; nothing for a kind without. */
export function everythingOf(kind, manifests) {
  if (kind.everything === undefined) return {}
  const [file, write] = kind.everything
  return { [file]: write(manifests.flatMap(entriesOf)) }
}
