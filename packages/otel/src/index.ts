/**
 * traceferry inside an OpenTelemetry SDK: a propagator for the headers that OpenTelemetry has no propagator for, and
 * the ids of the request as a SpanContext. It needs no adapter and no forwarders. If they are there, it leaves the work
 * to them.
 * @module
 */
export { MeshPropagator, type MeshPropagatorOptions } from './mesh-propagator.ts'
export { observeCounters } from './observe-counters.ts'
export { spanContext } from './span-context.ts'
