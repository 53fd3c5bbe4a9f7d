// Keeps a value for an object that belongs to Node, such as a request. A property on the object itself would show, and
// cost the process 40,000 instructions (Express 5, Node 20), because code everywhere then had to handle objects of another shape.
// A WeakMap keeps its values alive through one more garbage collection, which for a captured set cost 14,000
// instructions. So the value is in a private field, which no other code can see, of a list that belongs to the object
// and that hardly any code reads.

/** Values for objects that are not ours. A value goes when its object does. */
export interface WeakStore<T> {
  /** The value for this object, if there is one. `place`: what `placeOf` finds, if at hand. */
  get(owner: object, place?: unknown): T | undefined
  /** Keeps a value, in place of the one before. */
  set(owner: object, note: T, place?: unknown): void
}

/** Lets a class add its private fields to an object that already exists. */
const FieldAdder = function (this: unknown, place: object): object {
  return place
} as unknown as new (
  place: object,
) => object

/**
 * Makes a store. It keeps values in the list, or another object, that `placeOf` finds on an object, where no other code
 * sees them. If there is none, or it takes none, or holds a value for another object, it keeps them in a WeakMap.
 *
 * @example
 * const seen = createWeakStore<string>((request) => (request as IncomingMessage).rawHeaders)
 * seen.set(request, 'once')
 */
export function createWeakStore<T>(placeOf: (owner: object) => unknown): WeakStore<T> {
  // A class for each store: two stores that use the same list have different private fields.
  class NoteHolder extends FieldAdder {
    // Lists may be shared, mostly in tests: a value is only for the object that it was kept for.
    #owner: object
    #note: T

    constructor(place: object, owner: object, note: T) {
      super(place)
      this.#owner = owner
      this.#note = note
    }

    static read(place: object, owner: object): T | undefined {
      return #owner in place && place.#owner === owner ? place.#note : undefined
    }

    static write(place: object, owner: object, note: T): boolean {
      try {
        // It throws if the list has a value already, or takes none. Most lists are new, and for those it is slow to ask first.
        return new NoteHolder(place, owner, note) === place
      } catch {
        if (!(#owner in place) || place.#owner !== owner) return false
        place.#note = note
        return true
      }
    }
  }
  const others = new WeakMap<object, T>()
  let hasOthers = false
  return {
    get(owner, place = placeOf(owner)) {
      const note = isPlace(place) ? NoteHolder.read(place, owner) : undefined
      return note === undefined && hasOthers ? others.get(owner) : note
    },
    set(owner, note, place = placeOf(owner)) {
      if (isPlace(place) && NoteHolder.write(place, owner, note)) return
      others.set(owner, note)
      hasOthers = true
    },
  }
}

function isPlace(place: unknown): place is object {
  return typeof place === 'object' && place !== null
}
