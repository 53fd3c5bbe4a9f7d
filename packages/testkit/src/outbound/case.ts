import type { Echo } from '../echo.ts'
import type { Client, Quirks } from './client.ts'

/** What a case works with: the client, two upstreams on two ports, and the client's quirks. */
export interface Bench {
  client: Client
  echo: Echo
  other: Echo
  quirks: Quirks
}

interface Case {
  /** The quirks that rule this case out. */
  unless?: keyof Quirks | readonly (keyof Quirks)[]
  run(bench: Bench): Promise<void>
}

export type Cases = Readonly<Record<string, Case>>
