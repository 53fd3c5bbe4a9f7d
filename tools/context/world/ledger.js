// What was seen, in cells: a client, the state of its pool or session, a door, and whose ids a call from there carried.

/** Of a call from a door: what it carried, and what an AsyncLocalStorage of the app's own had there. */
export function verdictOf(value, id) {
  if (value === undefined) return 'none'
  return value === id ? 'own' : 'wrong'
}

/** { add, cells }: `cells` maps "client\tstate\tdoor" to counts. */
export function createLedger() {
  const cells = new Map()
  const examples = []

  function add({ client, state, door, id, als, via }, value) {
    const key = `${client}\t${state}\t${door}`
    const cell = cells.get(key) ?? cells.set(key, emptyCell()).get(key)
    const verdict = verdictOf(value, id)
    cell[verdict]++
    cell[`als${als[0].toUpperCase()}${als.slice(1)}`]++
    const lost = verdict === 'none' && als === 'own'
    if (lost) cell.lost++
    if ((verdict === 'wrong' || lost) && examples.length < 1000)
      examples.push({ client, state, door, via, id, value: value ?? null, als })
  }

  return { add, cells, examples }
}

/** `lost`: a call that carried nothing where the app's own storage knew whose it was; `limited`, where a limit explains it. */
export function emptyCell() {
  return { own: 0, none: 0, wrong: 0, lost: 0, limited: 0, alsOwn: 0, alsNone: 0, alsWrong: 0 }
}

/** How a call tells in its path whose it is, and from which door. */
export function pathOf({ client, state, door, id, als, via }) {
  return `/${[client, state, door, id, als, via].map(encodeURIComponent).join('/')}`
}

export function readPath(path) {
  const [client, state, door, id, als, via] = path.slice(1).split('/').map(decodeURIComponent)
  return { client, state, door, id, als, via }
}
