/**
 * Traceroute for header propagation: services report to a signed, one-time probe which headers they took in, and which of
 * their calls carried them.
 * @module
 */
export { probe } from './probe.ts'
