// What we remember of an object that is Node's, such as a request. A property on the object itself would show, and cost
// the process 40,000 instructions (Express 5, Node 20), as code everywhere then met objects of another shape. A WeakMap
// keeps what it holds alive through one collection too many: of a captured set that were 14,000. So the note is a
// private field, which nobody can see, of a list that belongs to the object and that hardly anybody looks at.

/** What is remembered of objects that are not ours; a note goes when its object does. */
export interface WeakStore<T> {
  /** The note on this object, if there is one. `place`: what `placeOf` finds, if at hand. */
  get(owner: object, place?: unknown): T | undefined
  /** Notes it, in place of what was noted before. */
  set(owner: object, note: T, place?: unknown): void
}

/** Makes a class with private fields add them to an object that is there already. */
const FieldAdder = function (this: unknown, place: object): object {
  return place
} as unknown as new (
  place: object,
) => object

/** A note, and which kind of notes it is of. */
class Entry {
  readonly kind: object
  note: unknown

  constructor(kind: object, note: unknown) {
    this.kind = kind
    this.note = note
  }
}

// One class for all kinds of notes, of which the first to come has the place in a list, and another one goes elsewhere.
class NoteHolder extends FieldAdder {
  // Lists may be shared, in tests mostly: a note is for whom it was written.
  #owner: object
  #entry: Entry

  constructor(place: object, owner: object, entry: Entry) {
    super(place)
    this.#owner = owner
    this.#entry = entry
  }

  static read(place: object, owner: object, kind: object): unknown {
    if (!(#owner in place) || place.#owner !== owner) return undefined
    const entry = place.#entry
    return entry.kind === kind ? entry.note : undefined
  }

  static write(place: object, owner: object, kind: object, note: unknown): boolean {
    if (!(#owner in place)) return new NoteHolder(place, owner, new Entry(kind, note)) === place
    const same = place.#owner === owner && place.#entry.kind === kind
    if (same) place.#entry.note = note
    return same
  }
}

/**
 * Notes in the list, or other object of its own, that `placeOf` finds on an object, where nobody sees them; in a WeakMap where
 * there is none, or it is frozen or another's.
 *
 * @example
 * const seen = createNotes<string>((request) => (request as IncomingMessage).rawHeaders)
 * seen.set(request, 'once')
 */
export function createWeakStore<T>(placeOf: (owner: object) => unknown): WeakStore<T> {
  const others = new WeakMap<object, T>()
  let hasOthers = false
  return {
    get(owner, place = placeOf(owner)) {
      const note = isPlace(place) ? (NoteHolder.read(place, owner, others) as T | undefined) : undefined
      return note === undefined && hasOthers ? others.get(owner) : note
    },
    set(owner, note, place = placeOf(owner)) {
      if (isPlace(place) && Object.isExtensible(place) && NoteHolder.write(place, owner, others, note)) return
      others.set(owner, note)
      hasOthers = true
    },
  }
}

function isPlace(place: unknown): place is object {
  return typeof place === 'object' && place !== null
}
