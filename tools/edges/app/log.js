// What happens to a call, line by line: all of it is compared.
import { types } from 'node:util'

const { isProxy } = types

const ports = /(127\.0\.0\.1|localhost):\d{4,5}/g

/** An error in words, with what it was caused by. Its stack is ours where we wrap, and so not part of it. */
export function errorText(error, depth = 0) {
  if (error === null || typeof error !== 'object') return `${typeof error} ${String(error)}`
  const { name, code, message, cause, errors } = error
  const words = [error.constructor?.name, name, code, message].map((word) => String(word)).join(' | ')
  const why = cause === undefined || depth > 3 ? '' : ` < ${errorText(cause, depth + 1)}`
  const list = Array.isArray(errors) ? ` [${errors.map((each) => errorText(each, depth + 1)).join(', ')}]` : ''
  return words.replace(ports, '$1:port') + why + list
}

/** What kind of thing a call returned. */
export function kindOf(value) {
  if (value === null || typeof value !== 'object') return typeof value
  return Object.prototype.toString.call(value) + (value.constructor?.name ?? '')
}

/** Tells of events as they come. The listeners are a caller's, and throw where the call wants them to. */
export function watch(emitter, names, log, name = '') {
  for (const event of names)
    emitter.on(event, (...args) => log(`${name}event ${event} ${args.map(briefly).join(' ')}`.trim()))
}

function briefly(value) {
  if (value instanceof Error) return errorText(value)
  if (Buffer.isBuffer(value)) return value.toString('latin1')
  return typeof value === 'object' || typeof value === 'function' ? kindOf(value) : String(value)
}

/**
 * An object of the caller's as it is after the call: own keys, their order and values. Only of those that can be looked at
 * without asking any code of the caller's.
 */
export function stateOf(object) {
  if (object === null || typeof object !== 'object') return String(typeof object)
  const lines = Reflect.ownKeys(object).map((key) => {
    const { value, get } = Object.getOwnPropertyDescriptor(object, key) ?? {}
    return `${String(key)}=${get === undefined ? shown(value) : 'getter'}`
  })
  return `${Object.isFrozen(object) ? 'frozen ' : ''}${lines.join('&')}`
}

/** A value as far as no code of the caller's is asked for it. */
function shown(value) {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return String(value)
  if (isProxy(value) || !Array.isArray(value)) return typeof value
  return `[${Object.values(Object.getOwnPropertyDescriptors(value)).map((each) => (each.get === undefined ? (typeof each.value === 'object' ? 'object' : String(each.value)) : 'getter'))}]`
}
