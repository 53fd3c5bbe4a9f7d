// Finds the protocol of a Service port where the manifests prove it: by the port's name, a probe or the image. A number proves
// nothing: 8081 may be HTTP, gRPC over TLS or Thrift.
import { behindPort } from './behind-port.ts'
import { mayShareWithGrpc, mentionsTls } from './mentions.ts'
import { portOf, probesOf } from './probes.ts'
import { wordsOfName } from './proven-server-first.ts'
import { serverImageOf } from './server-images.ts'
import type { Service, ServicePort } from './services.ts'
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

/** Undefined where nothing proves it, and where two proofs contradict each other. */
export function provenProtocol(
  port: ServicePort,
  service: Service,
  workloads: readonly Workload[],
): ProvenProtocol | undefined {
  const { proofs, doubts } = evidence(port, service, workloads)
  const [only] = proofs
  return new Set([...proofs, ...doubts]).size === 1 && only !== 'unclear' ? only : undefined
}

/**
 * Whether a probe proves the protocol that a port declares, and nothing contradicts it. `appProtocol: grpc` alone does not say whether
 * TLS is around it: the chart of body-based-routing declares HTTP2 on a port that serves gRPC over TLS. The kubelet speaks none.
 */
export function isProbed(
  declared: ProvenProtocol,
  port: ServicePort,
  service: Service,
  workloads: readonly Workload[],
): boolean {
  const { proofs, doubts } = evidence(port, service, workloads)
  const behind = behindPort(port, service, workloads)
  return (
    behind.some(({ container, number }) => byProbe(container, number).includes(declared)) &&
    [...proofs, ...doubts].every((one) => one === declared)
  )
}

type Evidence = Set<ProvenProtocol | 'unclear'>

function evidence(port: ServicePort, service: Service, workloads: readonly Workload[]) {
  const named = byName(port.name)
  const proofs: Evidence = new Set(named)
  const doubts: Evidence = new Set()
  for (const { container, number, name } of behindPort(port, service, workloads)) {
    const probed = byProbe(container, number)
    for (const one of probed) proofs.add(one)
    if (serverImageOf(container, number)) proofs.add('tcp')
    // The name that a container gives its port contradicts, and does not prove: webhooks on 9443 are often named http.
    for (const one of byName(name)) doubts.add(one)
    // A name says what is spoken, and not whether TLS is around it: 38 of 270 edits were wrong once, gRPC over TLS among them.
    const isPlain = named.some((one) => one === 'http' || one === 'kubernetes.io/h2c')
    if (isPlain && probed.length === 0 && mentionsTls(container)) doubts.add('unclear')
    // One port may serve HTTP and gRPC. Sniffing takes both, and a port that is declared as http only the first.
    if (proofs.has('http') && mayShareWithGrpc(container, number)) doubts.add('unclear')
  }
  return { proofs, doubts }
}

function byName(name: string): (ProvenProtocol | 'unclear')[] {
  const parts = wordsOfName(name)
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

/** What the container's probes on this port prove. The kubelet's gRPC probe speaks no TLS. */
function byProbe(container: Container, number: number): ProvenProtocol[] {
  return probesOf(container).flatMap((probe): ProvenProtocol[] => {
    const http = probe.get('httpGet')
    if (http.exists && portOf(http.get('port'), container) === number)
      return [http.get('scheme').text()?.toUpperCase() === 'HTTPS' ? 'https' : 'http']
    return probe.get('grpc', 'port').number() === number ? ['kubernetes.io/h2c'] : []
  })
}
