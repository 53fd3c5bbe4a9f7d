// Listen addresses as servers write them, and what is known about one that a manifest gives to a server.
import type { Field } from '../../read/field.ts'
import type { Severity } from '../../rule.ts'

/** A listen address that a manifest gives to a server. */
export interface Listening {
  readonly host: string
  /** Undefined where the manifest tells only the address. */
  readonly port: number | undefined
  readonly field: Field
  /** Set where the server has this address by default, and `field` is the server itself. */
  readonly isDefault?: boolean
  /** Set where the manifest does not prove that the server takes this address. */
  readonly severity?: Severity
}

export interface HostPort {
  readonly host: string
  readonly port: number | undefined
}

/** `127.0.0.1`, `127.0.0.1:8080`, `[::1]:8080`, `http://127.0.0.1:8080` */
export function addressOf(text: string): HostPort | undefined {
  const found =
    /^(?:(?:https?|tcp|[A-Z][A-Z0-9_]*):\/\/)?(\[[\da-f:]+\]|::1|\$[({]?\w+[)}]?|[\w.-]+|\*)?(?::(\d+))?\/?$/i.exec(
      text.trim(),
    )
  const host = found?.[1]
  if (found === null || (host === undefined && found[2] === undefined)) return undefined
  return { host: host ?? '0.0.0.0', port: found[2] === undefined ? undefined : Number(found[2]) }
}

/** The addresses of a list such as `http://localhost:8080;http://localhost:9090`. */
export function addressesOf(text: string): HostPort[] {
  return text
    .replace(/^\s*\[|\]\s*$/g, '')
    .split(/[;,\s]+/)
    .map((word) => word.replace(/^['"]|['"]$/g, ''))
    .filter(Boolean)
    .map((word) => addressOf(word) ?? unknown(word))
}

/** An address that only a shell or a template knows, such as `http://$NAME.etcd:2379`. It may be any, so not loopback. */
function unknown(text: string): HostPort {
  const port = /:(\d+)\/?$/.exec(text)?.[1]
  return { host: text, port: port === undefined ? undefined : Number(port) }
}
