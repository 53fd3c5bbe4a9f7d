// Reads host names and URLs: which Service they name, and whether they stay inside the pod or the mesh.
import { type Service, servicesNamed } from './services.ts'

/** `payments`, `payments.shop`, `payments.shop.svc.cluster.local` -> `shop/payments`. */
export function serviceKey(host: string, namespace: string): string {
  const [name, space] = host.replace(/\.svc(\.[\w-]+)*\.?$/, '').split('.')
  return `${space ?? namespace}/${name}`
}

export interface Address {
  readonly protocol: string
  readonly host: string
  readonly port: number | undefined
}

/** Finds the URLs in a text, such as the value of an environment variable. */
export function urlsIn(text: string): Address[] {
  const found = text.matchAll(/\b(https?|grpcs?|wss?):\/\/(?:[^\s/"',;]*@)?(\[[\da-f:.]+\]|[\w.-]+)(?::(\d+))?/gi)
  return [...found].map(([, protocol, host, port]) => ({
    protocol: protocol!.toLowerCase(),
    host: host!.toLowerCase(),
    port: port === undefined ? undefined : Number(port),
  }))
}

/** Whether a name leads to a Service: by its form, or because the manifests have a Service with that name. */
export function isInMesh(host: string, namespace: string, services: readonly Service[]): boolean {
  if (/\.svc(\.[\w-]+)*\.?$/.test(host)) return true
  if (!/^[a-z][\w-]*(\.[a-z][\w-]*)?$/.test(host)) return false
  return servicesNamed(serviceKey(host, namespace), services).length > 0
}

/** Whether an address can be reached only from inside the pod. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host)
}

/** Whether an address stands for the pod's own: a variable that Kubernetes fills in, or a private address. */
export function isPodAddress(host: string): boolean {
  return (
    /^\$[({]?(MY_)?POD_?IP[)}]?$/i.test(host) || /^(10|192\.168|172\.(1[6-9]|2\d|3[01]))(\.\d{1,3}){2,3}$/.test(host)
  )
}
