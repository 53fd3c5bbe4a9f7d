/**
 * Every way out of a Node process: built-in fetch, undici, node:http and node:https, and all that is built on them.
 * The only package that touches globals.
 * @module
 */
export { install, uninstall } from './install.ts'
export { interceptor } from './undici/interceptor.ts'
