// Real stores, for spans to be put in and asked for again. All take Zipkin's JSON.
import { jaeger } from './stores/jaeger.js'
import { jaeger2 } from './stores/jaeger2.js'
import { zipkin } from './stores/zipkin.js'

/** Each is opened with `say`, and has its `name`, what the audit is `asked` with, its `collector`, `hasAll(count)` and `stop()`. */
export const stores = { zipkin, jaeger, jaeger2 }
