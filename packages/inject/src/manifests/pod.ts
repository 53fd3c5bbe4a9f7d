// The pods in manifests, as far as injection reads them.
import { change } from '../change.ts'

/** An environment variable of a container. */
export interface EnvEntry {
  readonly name?: string
  readonly value?: string | null
  readonly valueFrom?: unknown
}

/** A container, as a manifest has it. */
export interface PodContainer {
  readonly name?: string
  readonly env?: readonly EnvEntry[] | null
  readonly envFrom?: readonly { readonly configMapRef?: { readonly name?: string }; readonly prefix?: string }[] | null
  readonly volumeMounts?: readonly { readonly name?: string; readonly mountPath?: string }[] | null
}

/** A pod, or the template of pods. */
export interface PodTemplate {
  readonly metadata?: {
    readonly labels?: Readonly<Record<string, string>> | null
    readonly annotations?: Readonly<Record<string, string>> | null
  } | null
  readonly spec?: {
    readonly os?: { readonly name?: string } | null
    readonly nodeSelector?: Readonly<Record<string, unknown>> | null
    readonly containers?: readonly PodContainer[] | null
    readonly initContainers?: readonly PodContainer[] | null
    readonly volumes?: readonly Readonly<Record<string, unknown>>[] | null
  } | null
}

/** Another init container may have the same name. */
export function isOurInitContainer({ name, volumeMounts }: PodContainer): boolean {
  return name === change.init && (volumeMounts ?? []).some((mount) => mount.name === change.volume)
}

const templates: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  Deployment: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  ReplicationController: ['spec', 'template'],
  Rollout: ['spec', 'template'],
  DeploymentConfig: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
}

/** Where an object of this kind has its pod template; undefined if it creates no pods. */
export function templatePath(kind: unknown): readonly string[] | undefined {
  return typeof kind === 'string' && Object.hasOwn(templates, kind) ? templates[kind] : undefined
}
