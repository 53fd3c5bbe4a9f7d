// What the build job of a release hands to the publish job: the tarballs, and SHA256SUMS over every file of the folder, in
// the order in which they are to be published.
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { pack, publishable } from '../pack/tarballs.js'

const { values } = parseArgs({ options: { out: { type: 'string' }, package: { type: 'string' } } })
if (values.out === undefined) {
  console.error('error: --out <folder> is missing: where the tarballs go')
  process.exit(2)
}
const only = values.package?.split(',').map((name) => `@traceferry/${name}`)
const folder = resolve(values.out)
mkdirSync(folder, { recursive: true })
const packages = await pack(
  folder,
  publishable().filter(({ name }) => only?.includes(name) ?? true),
)
const tarballs = inOrder(packages).map(({ file }) => basename(file))
const others = readdirSync(folder).filter((file) => !tarballs.includes(file) && file !== 'SHA256SUMS')
const lines = [...tarballs, ...others].map((file) => `${sha256(readFileSync(join(folder, file)))}  ${file}\n`)
writeFileSync(join(folder, 'SHA256SUMS'), lines.join(''))
console.log(`${tarballs.length} tarballs in ${values.out}`)

/** Each after those that it depends on: no user may get a package whose dependencies are not there yet. */
function inOrder(packages) {
  const names = packages.map(({ name }) => name)
  const done = []
  while (done.length < packages.length) {
    const next = packages.find(({ name, manifest }) => {
      const needed = Object.keys(manifest.dependencies ?? {}).filter((other) => names.includes(other))
      return !done.some((one) => one.name === name) && needed.every((other) => done.some((one) => one.name === other))
    })
    if (next === undefined) throw new Error('the packages depend on each other in a circle')
    done.push(next)
  }
  return done
}

function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex')
}
