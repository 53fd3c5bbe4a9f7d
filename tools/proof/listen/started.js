// Waits for a system, and says why it did not start.
import { setTimeout as sleep } from 'node:timers/promises'
import { isListening } from '../../mesh/programs.js'

/**
 * Resolves when its ports are open in all its pods, whatever address they are open at: then a closed door is the
 * address's doing. Resolves with the reason when a program has ended instead.
 */
export async function started({ title, listensOn, startsIn = 60_000 }, programs, pods) {
  const deadline = Date.now() + startsIn
  const isOpen = ({ pid }, port) => ['tcp', 'tcp6'].some((protocol) => isListening(pid, protocol, port))
  for (;;) {
    const failure = programs.map((program) => program.failure()).find(Boolean)
    if (failure) return failure
    if (pods.every((pod) => listensOn.every((port) => isOpen(pod, port)))) return undefined
    if (Date.now() > deadline) throw new Error(`${title} does not listen on ${listensOn} after ${startsIn / 1000} s`)
    await sleep(50)
  }
}
