import { emitInContext } from '@traceferry/core'
import { patch } from './patch.ts'

const http = process.getBuiltinModule('node:http')

/**
 * Lets the listeners of inbound requests and their responses run in the context of the request. Here, where globals are
 * touched, and on the prototypes: what is put on each request costs more than all the rest of a capture. Returns what
 * undoes it.
 */
export function installRequests(): () => void {
  const undo = [
    patch(http.IncomingMessage.prototype, 'emit', emitInContext),
    patch(http.ServerResponse.prototype, 'emit', emitInContext),
  ]
  return function uninstallRequests() {
    for (const step of undo) step()
  }
}
