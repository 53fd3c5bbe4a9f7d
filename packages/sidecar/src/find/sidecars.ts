// Lists the sidecars to look for, and asks one for its state.
import { askSidecar, type SidecarAnswer } from './ask-sidecar.ts'

/** The meshes whose sidecars traceferry knows by name. */
export type MeshName = 'istio' | 'linkerd' | 'envoy'

/** A sidecar and its addresses. */
export interface Sidecar {
  /** `custom` is a sidecar that is known by its URL only. */
  readonly mesh: MeshName | 'custom'
  /** URLs that answer 200 when it is ready. The first that something listens on counts. */
  readonly ready: readonly string[]
  /** The URL that ends it on a POST from the same pod. */
  readonly quit: string
  /** Whether an answer comes from it and not from another program on its port. */
  readonly speaks?: (answer: SidecarAnswer) => boolean
}

/** What a sidecar does: `absent` means that nothing of it listens. */
export type SidecarState = 'ready' | 'starting' | 'absent'

const loopback = (port: number, path: string) => [`http://127.0.0.1:${port}${path}`, `http://[::1]:${port}${path}`]

// Every known sidecar. A NEW MESH IS ONE ENTRY HERE. The order matters: Istio's sidecar has Envoy's admin
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
    // Other programs use these ports too. Envoy answers with the name of its state.
    speaks: ({ body }) => /^(LIVE|DRAINING|PRE_INITIALIZING|INITIALIZING)\s*$/.test(body),
  },
]

/** Asks a sidecar at all its addresses at once. One that hangs, or answers with anything but 200, is starting. */
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
