// What we remember of an object that is Node's, such as a request. A property on the object itself would show, and cost
// the process 40,000 instructions (Express 5, Node 20), as code everywhere then met objects of another shape. A WeakMap
// keeps what it holds alive through one collection too many: of a captured set that were 14,000. So the note is a
// private field, which nobody can see, of a list that belongs to the object and that hardly anybody looks at.

/** What is remembered of objects that are not ours; a note goes when its object does. */
export interface Notes<T> {
  /** The note on this object, if there is one. */
  get(owner: object): T | undefined
  /** Notes it, in place of what was noted before. */
  set(owner: object, note: T): void
}

/** Makes a class with private fields add them to an object that is there already. */
const Stamping = function (this: unknown, place: object): object {
  return place
} as unknown as new (
  place: object,
) => object

/** Private fields of their own for each kind of notes: two that keep theirs in the same list never meet. */
function createStamp<T>() {
  return class Stamp extends Stamping {
    // Lists may be shared, in tests mostly: a note is for whom it was written.
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
      if (!(#owner in place)) return new Stamp(place, owner, note) === place
      if (place.#owner === owner) place.#note = note
      return place.#owner === owner
    }
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
export function createNotes<T>(placeOf: (owner: object) => unknown): Notes<T> {
  const Stamp = createStamp<T>()
  const others = new WeakMap<object, T>()
  let some = false
  return {
    get(owner) {
      const place = placeOf(owner)
      const note = isPlace(place) ? Stamp.read(place, owner) : undefined
      return note === undefined && some ? others.get(owner) : note
    },
    set(owner, note) {
      const place = placeOf(owner)
      if (isPlace(place) && Object.isExtensible(place) && Stamp.write(place, owner, note)) return
      others.set(owner, note)
      some = true
    },
  }
}

function isPlace(place: unknown): place is object {
  return typeof place === 'object' && place !== null
}
