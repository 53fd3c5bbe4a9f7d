// The prefix of a line that comes from Kubernetes: which pod wrote it.
import type { Input } from '../read/sink.ts'
import { podName } from './pod-name.ts'

const kubectl = /^\[pod\/([^/\]\s]+)\/[^\]\s]*\] /
/** From the container runtime, and from kubectl --timestamps. */
const time = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d) (?:(?:stdout|stderr) [FP] )?(?=[[{])/
/** From stern: pod, container. */
const stern = /^([a-z0-9][a-z0-9.-]{2,250}) [a-z0-9-]+ (?=[[{])/

/** The line without its prefix, and the pod, if the prefix has it. */
export function withoutPrefix(line: string, input: Input): readonly [string, Input] {
  const first = line.charCodeAt(0)
  if (first === 0x7b || (first === 0x5b && line.charCodeAt(1) !== 0x70)) return [line, input]
  const [prefix, pod] = kubectl.exec(line) ?? []
  if (prefix !== undefined) return withoutPrefix(line.slice(prefix.length), ofPod(pod!, input))
  const timed = line.replace(time, '')
  if (timed.length < line.length) return [timed, input]
  const [named, name] = stern.exec(line) ?? []
  return named === undefined ? [line, input] : [line.slice(named.length), ofPod(name!, input)]
}

export function ofPod(pod: string, { name, namespace }: Input): Input {
  return { name, instance: pod, workload: podName(pod), namespace }
}
