// The headers of a call as its description has them, in one of the shapes that a caller could pass.
import { valueFor } from './values.js'

/** What a description of headers stands for. `world` has the `Headers` of the client that is called. */
export function headersOf({ shape, entries = [], turn = 1, trap, symbol, odd }, world) {
  const pairs = entries.map(([name, value]) => [valueFor(name), valueFor(value)])
  const made = shapes[shape](pairs, { turn, trap, Headers: world.Headers })
  if (symbol) made[Symbol('own')] = 'x'
  if (odd) made.push('x-odd')
  return made
}

const define = (object, [name, value]) =>
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true })
const objectOf = (pairs, object = {}) => pairs.reduce(define, object)

class Mine {}

const shapes = {
  undefined: () => undefined,
  null: () => null,
  text: () => 'accept: text/plain',
  number: () => 7,
  object: (pairs) => objectOf(pairs),
  'null prototype': (pairs) => objectOf(pairs, Object.create(null)),
  frozen: (pairs) => Object.freeze(objectOf(pairs)),
  class: (pairs) => objectOf(pairs, new Mine()),
  inherited: (pairs) => Object.create(objectOf(pairs)),
  hidden: (pairs) => pairs.reduce((o, [name, value]) => Object.defineProperty(o, name, { value }), {}),
  list: (pairs) => pairs.flat(1),
  'frozen list': (pairs) => Object.freeze(pairs.flat(1)),
  'list of pairs': (pairs) => pairs,
  'list with holes': (pairs) => {
    const list = pairs.flat(1)
    list.length += 2
    return list
  },
  Map: (pairs) => new Map(pairs),
  Headers: (pairs, { Headers }) => new Headers(pairs),
  Set: (pairs) => new Set(pairs),
  'another iterator': (pairs) => new Map(pairs).entries(),
  generator: (pairs) => iterate(pairs),
  iterable: (pairs) => ({ [Symbol.iterator]: () => iterate(pairs) }),
  'object that iterates': (pairs) => objectOf(pairs, { [Symbol.iterator]: () => iterate(pairs) }),
  // From here on nothing is as it should be.
  getters: (pairs) => getters(pairs, (value) => value),
  'turning getters': (pairs, { turn }) => getters(pairs, (value, asked) => (asked > turn ? `turned-${asked}` : value)),
  'throwing getters': (pairs, { turn }) => getters(pairs, (value, asked) => (asked > turn ? raise('getter') : value)),
  'throwing iterator': (pairs, { turn }) => ({ [Symbol.iterator]: () => iterate(pairs, turn) }),
  'iterator that throws later': (pairs, { turn }) => {
    let asked = 0
    return { [Symbol.iterator]: () => iterate(pairs, ++asked > turn ? 0 : undefined) }
  },
  'turning iterator': (pairs) => {
    let asked = 0
    return { [Symbol.iterator]: () => iterate([...pairs, ['x-asked', String(++asked)]]) }
  },
  'iterator of no pairs': () => ({
    [Symbol.iterator]: () => iterate(['x-one', 7, ['x-two'], ['x-three', '3', 'more']]),
  }),
  // Without an end it would be the client that never ends, with us or without.
  'long iterator': (pairs) => ({
    [Symbol.iterator]: () => iterate(Array.from({ length: 300 }, () => pairs[0] ?? ['x', 'y'])),
  }),
  proxy: (pairs) => new Proxy(objectOf(pairs), {}),
  'proxy of a list': (pairs) => new Proxy(pairs.flat(1), {}),
  'turning proxy': (pairs, { turn, trap }) => turning(objectOf(pairs), turn, trap),
  'turning proxy of a list': (pairs, { turn, trap }) => turning(pairs.flat(1), turn, trap),
  'throwing proxy': (pairs, { turn, trap }) => throwing(objectOf(pairs), turn, trap),
  'throwing proxy of a list': (pairs, { turn, trap }) => throwing(pairs.flat(1), turn, trap),
  'revoked proxy': (pairs) => {
    const { proxy, revoke } = Proxy.revocable(objectOf(pairs), {})
    revoke()
    return proxy
  },
  'list of getters': (pairs, { turn }) => {
    const list = pairs.flat(1)
    let asked = 0
    if (list.length > 1)
      Object.defineProperty(list, 1, { get: () => (++asked > turn ? `turned-${asked}` : 'first'), enumerable: true })
    return list
  },
}

export const shapeNames = Object.keys(shapes)

function* iterate(pairs, most = Number.POSITIVE_INFINITY) {
  let given = 0
  for (const pair of pairs) {
    if (given++ >= most) raise('iterator')
    yield pair
  }
  if (most <= given) raise('iterator')
}

function getters(pairs, answer) {
  const object = {}
  for (const [name, value] of pairs) {
    let asked = 0
    Object.defineProperty(object, name, { get: () => answer(value, ++asked), enumerable: true, configurable: true })
  }
  return object
}

/** Answers another thing once a trap has been asked a few times: a value, or no names at all. */
function turning(target, turn, trap) {
  let asked = 0
  const late = () => ++asked > turn
  if (trap === 'ownKeys')
    return new Proxy(target, { ownKeys: (t) => (late() && !Array.isArray(t) ? [] : Reflect.ownKeys(t)) })
  return new Proxy(target, {
    get(t, key, self) {
      const value = Reflect.get(t, key, self)
      return typeof key === 'string' && typeof value === 'string' && late() ? `turned-${asked}` : value
    },
  })
}

function throwing(target, turn, trap) {
  let asked = 0
  return new Proxy(target, {
    [trap](...args) {
      if (++asked > turn) raise(`trap ${trap}`)
      return Reflect[trap](...args)
    },
  })
}

function raise(where) {
  throw new RangeError(`thrown by the ${where} of the caller`)
}
