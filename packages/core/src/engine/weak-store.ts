// Keeps a value for an object that belongs to Node, such as a request. A property on the object itself would show, and
// cost the process 40,000 instructions (Express 5, Node 20), because code everywhere then had to handle objects of another shape.
// A WeakMap keeps its values alive through one more garbage collection, which for a captured set cost 14,000
// instructions. So the value is in a private field, which no other code can see, of a list that belongs to the object
// and that hardly any code reads.

/** Values for objects that are not ours. A value goes when its object does. */
export interface WeakStore<T> {
  /** The value for this object, if there is one. `place`: what `placeOf` finds, if at hand. */
  get(owner: object, place?: unknown): T | undefined
  /** The value that a place holds, for whichever object. */
  heldBy(place: unknown): T | undefined
  /** Keeps a value, in place of the one before. */
  set(owner: object, note: T, place?: unknown): void
}

/** Lets a class add its private fields to an object that already exists. */
const FieldAdder = function (this: unknown, place: object): object {
  return place
} as unknown as new (
  place: object,
) => object

/** A value, and the store that it belongs to. */
class Entry {
  readonly kind: object
  note: unknown

  constructor(kind: object, note: unknown) {
    this.kind = kind
    this.note = note
  }
}

// One class for all stores: private fields of several classes cost a request of node:http 2,900 instructions, because the same code
// then reads fields of different names. The first store to come has the place in a list; a second one uses a WeakMap.
class NoteHolder extends FieldAdder {
  // Lists may be shared, mostly in tests: a value is only for the object that it was kept for.
  #owner: object
  #entry: Entry

  constructor(place: object, owner: object, entry: Entry) {
    super(place)
    this.#owner = owner
    this.#entry = entry
  }

  static read(place: object, owner: object, kind: object): unknown {
    return #owner in place && place.#owner === owner ? NoteHolder.readAny(place, kind) : undefined
  }

  static readAny(place: object, kind: object): unknown {
    if (!(#owner in place)) return undefined
    const entry = place.#entry
    return entry.kind === kind ? entry.note : undefined
  }

  static write(place: object, owner: object, kind: object, note: unknown): boolean {
    try {
      // It throws if the list has a value already, or takes none. Most lists are new, and for those it is slow to ask first.
      return new NoteHolder(place, owner, new Entry(kind, note)) === place
    } catch {
      if (!(#owner in place)) return false
      const same = place.#owner === owner && place.#entry.kind === kind
      if (same) place.#entry.note = note
      return same
    }
  }
}

/**
 * Makes a store. It keeps values in the list, or another object, that `placeOf` finds on an object, where no other code
 * sees them. If there is none, or it takes none, or is already used, it keeps them in a WeakMap.
 *
 * @example
 * const seen = createWeakStore<string>((request) => (request as IncomingMessage).rawHeaders)
 * seen.set(request, 'once')
 */
export function createWeakStore<T>(placeOf: (owner: object) => unknown): WeakStore<T> {
  const others = new WeakMap<object, T>()
  let hasOthers = false
  // An app may have put a getter there that throws.
  const find = (owner: object): unknown => {
    try {
      return placeOf(owner)
    } catch {
      return undefined
    }
  }
  return {
    get(owner, place = find(owner)) {
      const note = isPlace(place) ? (NoteHolder.read(place, owner, others) as T | undefined) : undefined
      return note === undefined && hasOthers ? others.get(owner) : note
    },
    heldBy: (place) => (isPlace(place) ? (NoteHolder.readAny(place, others) as T | undefined) : undefined),
    set(owner, note, place = find(owner)) {
      if (isPlace(place) && NoteHolder.write(place, owner, others, note)) return
      others.set(owner, note)
      hasOthers = true
    },
  }
}

function isPlace(place: unknown): place is object {
  return typeof place === 'object' && place !== null
}
