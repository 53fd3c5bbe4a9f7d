// Finds the protocol of a Service port where the manifests prove it: by the port's name, a probe or the image. A number proves
// nothing: 8081 may be HTTP, gRPC over TLS or Thrift.
import { dirname } from 'node:path'
import type { Resource } from '../read/resource.ts'
import { portOf, probesOf } from './probes.ts'
import { serverFirst } from './protocols.ts'
import { serverImageOf } from './server-images.ts'
import { containerPort, type Service, type ServicePort, workloadsSelectedBy } from './services.ts'
import type { Container, Workload } from './workloads.ts'

/** What to write as appProtocol. */
export type ProvenProtocol = 'http' | 'https' | 'kubernetes.io/h2c' | 'tcp'

const httpWords: Readonly<Record<string, ProvenProtocol>> = {
  http: 'http',
  https: 'https',
  h2c: 'kubernetes.io/h2c',
  http2: 'kubernetes.io/h2c',
  grpc: 'kubernetes.io/h2c',
}
const tcpWords =
  /^(tcp|mysql|mariadb|postgres|postgresql|redis|valkey|mongo|mongodb|memcached|amqps?|smtp|imap|pop3|ssh|s?ftp|nats|kafka|cassandra|cql|ldap|zookeeper|mqtt|thrift|galera|vnc)$/
/** Words beside a protocol that make it another one, or two. */
const doubtful = /^(proxy|connect|tunnel|tls|ssl|mtls|web|ws|wss|gateway|gw|mux|and|or)$/

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

/** Undefined where nothing proves it, and where two proofs contradict each other. */
export function provenProtocol(
  port: ServicePort,
  service: Service,
  workloads: readonly Workload[],
): ProvenProtocol | undefined {
  const behind = behindPort(port, service, workloads)
  const proofs = new Set<ProvenProtocol | 'unclear'>(byName(port.name))
  const doubts = new Set<ProvenProtocol | 'unclear'>()
  for (const { container, number, name } of behind) {
    for (const one of byProbe(container, number)) proofs.add(one)
    if (serverImageOf(container, number)) proofs.add('tcp')
    // The name that a container gives its port contradicts, and does not prove: webhooks on 9443 are often named http.
    for (const one of byName(name)) doubts.add(one)
  }
  const [only] = proofs
  return new Set([...proofs, ...doubts]).size === 1 && only !== 'unclear' ? only : undefined
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
  const parts = wordsOf(port.name)
  const word = parts.find((one) => Object.hasOwn(firstWords, one))
  if (word === undefined || parts.some((one) => /^(tls|ssl|proxy)$/.test(one))) return undefined
  return { protocol: firstWords[word]!, isSure: serverFirst[port.port] === firstWords[word] }
}

/**
 * The containers behind a Service port, with the port's number and name there. Without a namespace the same labels may stand in
 * another example of the tree, so then only workloads of the same folder count.
 */
function behindPort(port: ServicePort, service: Service, workloads: readonly Workload[]) {
  const folderOf = ({ source }: Resource) => dirname(source.file)
  const isNear = ({ resource }: Workload) =>
    service.namespace !== '' || folderOf(resource) === folderOf(service.resource)
  return workloadsSelectedBy(service, workloads)
    .filter(isNear)
    .flatMap((workload) => {
      const number = containerPort(port, workload)
      if (number === undefined) return []
      return workload.containers.flatMap((container) => {
        const declared = container.ports.find((one) => one.port === number)
        const isOnly = workload.containers.length === 1
        return declared || isOnly ? [{ container, number, name: declared?.name ?? '' }] : []
      })
    })
}

function byName(name: string): (ProvenProtocol | 'unclear')[] {
  const parts = wordsOf(name)
  const found = [...new Set(parts.flatMap((word) => meaningOf(word) ?? []))]
  if (found.length === 0) return []
  const isDoubtful = parts.some((word) => doubtful.test(word)) && found[0] !== 'tcp'
  // `web-http` is HTTP, `grpc-web` and `http-proxy` are something else.
  const isWebOnly = found[0] === 'http' && parts.every((word) => !doubtful.test(word) || word === 'web')
  return found.length > 1 || (isDoubtful && !isWebOnly) ? ['unclear'] : found
}

function meaningOf(word: string): ProvenProtocol | undefined {
  if (tcpWords.test(word)) return 'tcp'
  return Object.hasOwn(httpWords, word) ? httpWords[word] : undefined
}

function wordsOf(name: string): string[] {
  return name.toLowerCase().split(/[-_.]/)
}

/** What the container's probes on this port prove. The kubelet's gRPC probe speaks no TLS. */
function byProbe(container: Container, number: number): ProvenProtocol[] {
  return probesOf(container).flatMap((probe): ProvenProtocol[] => {
    const http = probe.get('httpGet')
    if (http.exists && portOf(http.get('port'), container) === number)
      return [http.get('scheme').text()?.toUpperCase() === 'HTTPS' ? 'https' : 'http']
    return probe.get('grpc', 'port').number() === number ? ['kubernetes.io/h2c'] : []
  })
}
