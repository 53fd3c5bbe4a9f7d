import { emitInContext } from '@traceferry/core'
import { patch } from './patch.ts'

const http = process.getBuiltinModule('node:http')

type Emit = Parameters<typeof emitInContext>[0]

/**
 * Lets the listeners of inbound requests and their responses run in the context of the request. Here, where globals are
 * touched, and on the prototypes: what is put on each request costs more than all the rest of a capture. Returns what
 * undoes it.
 */
export function installRequests(): () => void {
  const undo = [
    patch<Emit>(http.IncomingMessage.prototype, 'emit', (original) => emitInContext(original)),
    patch<Emit>(http.ServerResponse.prototype, 'emit', (original) => emitInContext(original, 'req')),
  ]
  return function uninstallRequests() {
    for (const step of undo) step()
  }
}
