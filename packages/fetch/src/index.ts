/**
 * Every way out of a Node process: built-in fetch, undici, node:http and node:https, and all that is built on them.
 * The only package that touches globals.
 * @module
 */
export { installFetch } from './fetch.ts'
export { installHttp } from './http.ts'
export { installHttp2 } from './http2.ts'
export { install, uninstall } from './install.ts'
export { interceptor } from './interceptor.ts'
export { installUndici } from './undici.ts'
