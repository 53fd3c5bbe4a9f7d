// How an upstream behaves, by the state that the call's path names: it answers late, closes, or resets. And what it notes
// of every call under test itself: its own headers, which are a door like any other.
import { setTimeout as delay } from 'node:timers/promises'

export const CALL = 'the call itself'

/** What a path of a call under test says: /client/state/id/how. */
export function readCall(path) {
  const [client, state, id, how] = path.slice(1).split('/').map(decodeURIComponent)
  return { client, state, id, how }
}

/** Records the ids that a call under test came with; a warm-up call belongs to no request. The app's own storage has its id where a call is made. */
export function noteCall(ledger, { client, state, id }, value, als = 'own') {
  if (id === 'nobody') return
  ledger.add({ client, state, door: CALL, id, als, via: client }, value)
}

let turn = 0

/** Decides on a call: { reset: 'before' | 'within' | undefined, closing }. Every third is reset where resets are asked for. */
export function fate({ state, how }) {
  turn++
  if (how === 'fail') return { reset: 'before', closing: false }
  // What has been answered in part is not tried again.
  const retried = ['retry', 'composed'].includes(state)
  const reset = (state === 'reset' || retried) && turn % 3 === 0
  return { reset: reset ? (retried || turn % 2 === 0 ? 'before' : 'within') : undefined, closing: state === 'closing' }
}

/** So long that other calls come to wait behind this one. */
export function think({ state, how }) {
  if (how === 'slow') return delay(20)
  return delay(state === 'saturated' || state === 'cold' ? 2 + Math.random() * 3 : Math.random() * 2)
}
