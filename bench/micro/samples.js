import { capture, createPolicy } from '../../packages/core/dist/index.js'
import { inboundOf } from '../speed/inbound.js'

export const INSIDE = 'http://orders:8080'
export const OUTSIDE = 'https://api.example.com'

/** As node:http hands them over: name, value, name, value, ... with this many headers besides `host`. */
export const rawHeaders = (count) => ['host', 'front:8080', ...inboundOf({ headers: count }).flat()]

export const policy = createPolicy()
export const captured = capture(rawHeaders(8), policy)
