/**
 * Finds what breaks behind a service-mesh sidecar before you deploy it.
 * @module
 */
export { doctorCommand } from './cli/doctor-command.ts'
export { run } from './cli/run.ts'
export { type DiagnoseOptions, type Diagnosis, diagnose } from './diagnose.ts'
export { DoctorError, type DoctorErrorCode } from './errors.ts'
export { type Read, readInputs } from './read/read-inputs.ts'
export type { Finding, Rule, Severity } from './rule.ts'
export { rules } from './rules.ts'
