// Whether a whole run has gone through every door that the types know, and through none that they do not.
import { doorsOf } from './app/probes.js'
import { readDoors } from './doors.js'
import { notDriven, reasonFor } from './notDriven.js'
import { CALL } from './world/behavior.js'

/** What is missing or too much, in words; empty when the run can be believed. */
export function gaps({ line, cells, clients }) {
  const { doors } = readDoors()
  const seen = seenDoors(cells)
  return [...missing(doors, line, seen, clients), ...surprising(doors, line, seen), ...silent(cells, clients)]
}

/** The doors that a run went through: 'client' to a set of 'object door'. */
function seenDoors(cells) {
  const seen = new Map()
  for (const key of cells.keys()) {
    const [client, , door] = key.split('\t')
    for (const name of [client, ANY]) seen.set(name, (seen.get(name) ?? new Set()).add(door))
  }
  return seen
}

const ANY = Symbol('any client')

/** A door is asked for on a Node whose types have it; between the two, where both have. */
function isAsked(types, line) {
  return types === '20 26' || types === line
}

/** Streams of the app's own go with every client: one client that drives them is enough. */
function missing(doors, line, seen, clients) {
  const owners = new Map(
    Object.keys(doors).map((object) => [object, clients.filter((c) => c.objects.includes(object))]),
  )
  const notHere = line === '20' ? /^undici8\./ : /^$/
  const found = []
  for (const [object, own] of Object.entries(doors)) {
    if (notHere.test(object)) continue
    const names = /^(stream|web)\./.test(object) ? [ANY] : owners.get(object).map(({ name }) => name)
    if (names.length === 0) found.push(`no client drives ${object}`)
    for (const [door, types] of Object.entries(own)) {
      if (!isAsked(types, line) || reasonFor(object, door, line) !== undefined) continue
      for (const name of names) {
        if (!seen.get(name)?.has(`${object} ${door}`))
          found.push(`never seen: ${object} ${door}${name === ANY ? '' : ` (${name})`}`)
      }
    }
  }
  return found
}

function surprising(doors, line, seen) {
  const found = []
  for (const name of seen.get(ANY) ?? []) {
    if (name === CALL) continue
    const [, object, door] = /^(\S+) (.*)$/.exec(name) ?? []
    if (doors[object]?.[door] === undefined) found.push(`in no type: ${name}`)
    const reason = reasonFor(object, door, line)
    if (reason !== undefined && reason.sometimes !== true) found.push(`said never to be seen, and seen: ${name}`)
  }
  return found
}

/** A client that made no call in a state proves nothing there. */
function silent(cells, clients) {
  const heard = new Set([...cells.keys()].map((key) => key.split('\t').slice(0, 2).join('\t')))
  return clients.flatMap(({ name, states }) =>
    states.filter((state) => !heard.has(`${name}\t${state}`)).map((state) => `no call: ${name}, ${state}`),
  )
}

/** The doors that are not driven, for the page: [{ why, doors: ['object, object: door, door'] }]. */
export function explained() {
  const { doors } = readDoors()
  return notDriven.map((one) => {
    // Objects that have the same doors share a line.
    const alike = new Map()
    for (const object of Object.keys(doors)) {
      const own = doorsOf(object).filter((door) => reasonFor(object, door) === one)
      if (own.length > 0) alike.set(own.join(', '), [...(alike.get(own.join(', ')) ?? []), object])
    }
    return { why: one.why, doors: [...alike].map(([own, objects]) => `${objects.join(', ')}: ${own}`) }
  })
}
