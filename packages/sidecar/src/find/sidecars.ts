import { askSidecar, type SidecarAnswer } from './ask-sidecar.ts'

/** The meshes whose sidecars are known by name. */
export type MeshName = 'istio' | 'linkerd' | 'envoy'

export interface Sidecar {
  /** `custom` is one that is known by its URL alone. */
  readonly mesh: MeshName | 'custom'
  /** Where it says whether it is ready: 200 when it is. The first that anything listens on counts. */
  readonly ready: readonly string[]
  /** Where a POST from the same pod ends it. */
  readonly quit: string
  /** Tells it from another program on its port. */
  readonly speaks?: (answer: SidecarAnswer) => boolean
}

export type SidecarState = 'ready' | 'starting' | 'absent'

const loopback = (port: number, path: string) => [`http://127.0.0.1:${port}${path}`, `http://[::1]:${port}${path}`]

// Every sidecar that is looked for. A NEW MESH IS ONE ENTRY HERE. The order matters: Istio's sidecar has Envoy's admin
// interface as well, and is ready when its agent says so (port 15020, and through Envoy itself 15021).
export const sidecars: readonly Sidecar[] = [
  {
    mesh: 'istio',
    ready: [...loopback(15021, '/healthz/ready'), ...loopback(15020, '/healthz/ready')],
    quit: 'http://127.0.0.1:15020/quitquitquit',
  },
  { mesh: 'linkerd', ready: loopback(4191, '/ready'), quit: 'http://127.0.0.1:4191/shutdown' },
  {
    mesh: 'envoy',
    ready: [...loopback(15000, '/ready'), ...loopback(9901, '/ready'), ...loopback(19000, '/ready')],
    quit: 'http://127.0.0.1:15000/quitquitquit',
    // Ports that others use, too. Envoy answers with the name of its state.
    speaks: ({ body }) => /^(LIVE|DRAINING|PRE_INITIALIZING|INITIALIZING)\s*$/.test(body),
  },
]

/** Asks a sidecar at all its addresses at once. One that hangs or answers anything but 200 is starting. */
export async function stateOf(sidecar: Sidecar): Promise<{ state: SidecarState; url: string }> {
  const answers = await Promise.all(
    sidecar.ready.map(async (url) => ({ url, state: stateIn(await askSidecar(url), sidecar) })),
  )
  const first = (state: SidecarState) => answers.find((answer) => answer.state === state)
  return first('ready') ?? first('starting') ?? { state: 'absent', url: sidecar.ready[0] as string }
}

function stateIn(answer: SidecarAnswer, { speaks }: Sidecar): SidecarState {
  if (answer.status === undefined)
    return answer.error === 'ETIMEDOUT' || answer.error === 'ECONNRESET' ? 'starting' : 'absent'
  if (speaks?.(answer) === false) return 'absent'
  return answer.status === 200 ? 'ready' : 'starting'
}
