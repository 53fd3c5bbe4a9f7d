/**
 * Traceroute for header propagation: a service answers a signed, one-time probe with a report of the headers it captured and of
 * the calls that carried them.
 * @module
 */
export { probe } from './probe.ts'
