/**
 * Which services break a mesh's traces, according to what its sidecars already wrote.
 * @module
 */
export { type AuditOptions, audit } from './audit.ts'
export { auditCommand } from './cli/command.ts'
export { run } from './cli/run.ts'
export { AuditError, type AuditErrorCode } from './errors.ts'
export type { Client } from './report/languages.ts'
export type { Read, Report, ShownEdge, ShownKind, Workload } from './report/shape.ts'
export type { StoreName } from './stores.ts'
