/**
 * traceferry inside an OpenTelemetry SDK: a propagator for the headers that OpenTelemetry has none for, and the ids of
 * the request as a SpanContext. Needs no adapter and no forwarders; beside them it gets out of their way.
 * @module
 */
export { MeshPropagator, type MeshPropagatorOptions } from './mesh-propagator.ts'
export { spanContext } from './span-context.ts'
