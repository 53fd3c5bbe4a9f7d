// From a pod's name to its workload's name.

/** Kubernetes makes random names without vowels, and without the digits that look like letters. */
const random = '[bcdfghjklmnpqrstvwxz2456789]'
const deployment = new RegExp(`-[0-9a-f]{6,10}-${random}{5}$`)
const hashed = new RegExp(`-(?:${random}{8,10}-)?${random}{5}$`)

/** `orders-7c9d8f6b5-x2v9k` -> `orders`; also of a DaemonSet, a Job and a StatefulSet. */
export function podName(pod: string): string {
  const short = pod.replace(deployment, '')
  if (short !== pod) return short
  return pod.replace(hashed, '').replace(/(?<=[a-z])-\d{1,4}$/, '')
}
