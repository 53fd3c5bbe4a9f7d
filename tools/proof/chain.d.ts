interface Message {
  event: string
  hop: number
  at: number
  told?: string
  error?: string
  status?: number
}

interface App {
  messages: Message[]
  kill(signal: NodeJS.Signals): void
  stop(): Promise<void>
}

export interface Chain {
  /** The first service's Envoy, on its way in. */
  url: string
  /** The first service's Envoy, on its way out: what it calls the second one by. */
  out: string
  apps: App[]
  stop(): Promise<void>
}

/** @public */
export function startChain(
  envoy: object,
  options: { hops: number; settings?: object | ((hop: number) => object); out?: object },
): Promise<Chain>
