// The name of a workload as one text, and back.
import type { Name } from './record.ts'

/** `orders/shop`: no Kubernetes name contains a slash. */
export function nameText({ name, namespace }: Name): string {
  return namespace === undefined ? name : `${name}/${namespace}`
}

export function nameOf(text: string): Name {
  const at = text.lastIndexOf('/')
  return at < 0 ? { name: text } : { name: text.slice(0, at), namespace: text.slice(at + 1) }
}
