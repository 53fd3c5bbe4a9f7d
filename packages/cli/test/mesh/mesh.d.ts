/** A service: its program, which listens on PORT, and whom it calls, at `<CALLEE>_URL`. */
interface Service {
  command: string[]
  env?: Record<string, string>
  calls?: string[]
  /** False for one that stands outside of the mesh. */
  sidecar?: false
}

interface Mesh {
  /** Of the gateway. */
  url: string
  secureUrl: string
  /** What a program has printed. */
  log(name: string): Promise<string>
  stop(): Promise<void>
}

/** Starts the services, an Envoy beside each, and the gateway. `nowhere` is a port on which nobody listens. */
export function startMesh(options: {
  services: Record<string, Service>
  front: string
  tls: { key: string; cert: string }
  nowhere: number
}): Promise<Mesh>
