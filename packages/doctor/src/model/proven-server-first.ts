// Finds Service ports whose servers speak first, by the name of the port or the image.
import { behindPort } from './behind-port.ts'
import { serverFirst } from './protocols.ts'
import { serverImageOf } from './server-images.ts'
import type { Service, ServicePort } from './services.ts'
import type { Workload } from './workloads.ts'

/** Words in names of ports whose servers speak first. */
const firstWords: Readonly<Record<string, string>> = {
  ftp: 'FTP',
  ssh: 'SSH',
  sftp: 'SSH',
  smtp: 'SMTP',
  pop3: 'POP3',
  imap: 'IMAP',
  mysql: 'MySQL',
  mariadb: 'MySQL',
  nats: 'NATS',
  galera: 'Galera',
  vnc: 'VNC',
}

/** The protocol of a server that speaks first. */
export interface ServerFirst {
  /** Such as `MySQL`. */
  readonly protocol: string
  /** Whether more than the name of the port tells it: the image, or the usual number. */
  readonly isSure: boolean
}

/** Undefined where neither the name of the port nor the image tells it. With TLS from the start the client speaks first. */
export function provenServerFirst(
  port: ServicePort,
  service: Service,
  workloads: readonly Workload[],
): ServerFirst | undefined {
  if ([465, 990, 993, 995].includes(port.port)) return undefined
  const behind = behindPort(port, service, workloads)
  const byImage = behind
    .map(({ container, number }) => serverImageOf(container, number)?.[2])
    .find((one) => one !== undefined)
  if (byImage) return { protocol: byImage, isSure: true }
  const parts = wordsOfName(port.name)
  const word = parts.find((one) => Object.hasOwn(firstWords, one))
  if (word === undefined || parts.some((one) => /^(tls|ssl|proxy)$/.test(one))) return undefined
  return { protocol: firstWords[word]!, isSure: serverFirst[port.port] === firstWords[word] }
}

/** `public-http` is two words. */
export function wordsOfName(name: string): string[] {
  return name.toLowerCase().split(/[-_.]/)
}
