// The doors: every event and callback of an object of a call, of its body and answer, and of our answers, as the types of Node 20
// and 26 and of the libraries declare them. `node doors.js` writes doors.json; `--check` fails if it does not match the types now,
// so that a new version's additions cannot be overlooked.
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { bodies, objects, untyped } from './doors/objects.js'
import { bodiesOf, doorsOf } from './doors/types.js'

const file = join(import.meta.dirname, 'doors.json')
const require = createRequire(import.meta.url)
const folders = { 20: '@types/node', 26: 'types-node26' }

/** { versions, doors: { 'http.ClientRequest': { 'on(finish)': '20 26' } } }: a door with the types that have it. */
export function generate() {
  const doors = {}
  const add = (object, door, line) => {
    doors[object] ??= {}
    doors[object][door] = doors[object][door] === undefined ? line : `${doors[object][door]} ${line}`
  }
  for (const [line, folder] of Object.entries(folders)) {
    for (const found of [doorsOf(objects, folder), bodiesOf(bodies, folder), untyped])
      for (const [object, names] of Object.entries(found)) for (const name of new Set(names)) add(object, name, line)
  }
  const libraries = ['undici6', 'undici7', 'undici8', '@grpc/grpc-js']
  const versions = Object.fromEntries(
    [...Object.values(folders), ...libraries].map((name) => [name, require(`${name}/package.json`).version]),
  )
  return { versions, doors: sorted(doors) }
}

/** As it is in the file. */
export function readDoors() {
  return JSON.parse(readFileSync(file, 'utf8'))
}

/** What the types have and the file has not, and the other way round: ['+ http.ClientRequest on(x)', ...]. */
export function differences() {
  const flat = ({ doors }) =>
    new Map(
      Object.entries(doors).flatMap(([o, d]) => Object.entries(d).map(([door, types]) => [`${o} ${door}`, types])),
    )
  const [now, before] = [flat(generate()), flat(readDoors())]
  return [
    ...[...now]
      .filter(([door, types]) => before.get(door) !== types)
      .map(([door, types]) => `+ ${door}: types ${types}`),
    ...[...before.keys()].filter((door) => !now.has(door)).map((door) => `- ${door}`),
  ]
}

function sorted(doors) {
  return Object.fromEntries(
    Object.entries(doors).map(([object, own]) => [object, Object.fromEntries(Object.entries(own).sort())]),
  )
}

if (process.argv[1] === import.meta.filename) {
  if (process.argv.includes('--check')) {
    const found = differences()
    for (const line of found) console.log(line)
    process.exitCode = found.length === 0 ? 0 : 1
  } else writeFileSync(file, `${JSON.stringify(generate(), null, 2)}\n`)
}
