/** One span in the shape of Zipkin's v2 API. */
export interface Span {
  traceId: string
  id: string
  parentId?: string
  kind?: string
  name: string
  timestamp: number
  duration: number
  localEndpoint: { serviceName: string }
  tags: Record<string, string>
}

/** A whole or broken trace. `orphans` are those of `roots` whose parent nobody reported. */
interface Tree {
  trace: Span[]
  roots: Branch[]
  orphans: Branch[]
  whole: boolean
}

interface Branch {
  span: Span
  children: Branch[]
}

interface Figures {
  requests: number
  answered: number
  traces: number
  tracesPerRequest: number
  spans: number
  missingSpans: number
  brokenLinks: number
  orphans: number
  requestIdsPerRequest: number
  crossed: number
  wholeRequests: number
}

/** What the caller got for one request: the gateway's x-request-id, and the ones that the services saw. */
interface Answer {
  order: string
  status: number
  requestId: string | null
  seen: { service: string; requestId?: string }[]
}

interface Options {
  /** With the one line in the services, or without. */
  traceferry: boolean
  requests?: number
  concurrency?: number
  tracer?: 'zipkin' | 'otel'
  /** Services on Bun, Deno and workerd. */
  runtimes?: boolean
}

interface Pass {
  figures: Figures
  trees: Map<string, Tree[]>
  answers: Answer[]
  spans: Span[]
  failures: string[]
}

/**
 * Runs the shop behind real sidecars once, and counts.
 * @public
 */
export function runShop(options: Options): Promise<Pass>
