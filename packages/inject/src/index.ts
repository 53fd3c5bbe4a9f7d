/**
 * Puts traceferry into pods without changing their code or image: into manifests, or as policies that a cluster applies.
 * @module
 */

export type { Io } from '@traceferry/core/command'
export { change, emptyDir, initContainer, mount, payloadVolume, proxies, reasons } from './change.ts'
export { injectCommand } from './cli/inject-command.ts'
export { run } from './cli/run.ts'
export { type ComponentOptions, componentFiles } from './cluster/component.ts'
export { type KyvernoOptions, kyvernoYaml } from './cluster/kyverno.ts'
export { type PolicyOptions, type PolicyVersion, policyVersions, policyYaml } from './cluster/policy.ts'
export { InjectError, type InjectErrorCode } from './errors.ts'
export { type Injected, type InjectOptions, injectText, type Outcome } from './manifests/inject-text.ts'
export type { Payload } from './manifests/inject-workload.ts'
export { type Choice, type Plan, planFor, type Told } from './manifests/plan.ts'
export type { EnvEntry, PodContainer, PodTemplate } from './manifests/pod.ts'
export type { ConfigMap } from './manifests/workload.ts'
