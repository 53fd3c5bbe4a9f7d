/**
 * traceferry for servers of node:http, node:https and node:http2, and therefore for everything built on them: hapi, Restify,
 * Polka, Connect, WebSocket upgrades.
 * @module
 */

/** What an app needs from core, so that it does not have to install core too. */
export * from '@traceferry/core'
export { traceferry } from './traceferry.ts'
