// The types of a case of the outbound contract.
import type { Echo } from '../echo.ts'
import type { Client, Quirks } from './client.ts'

/** What a case uses: the client, two upstreams on two ports, and the client's quirks. */
export interface Bench {
  client: Client
  echo: Echo
  other: Echo
  quirks: Quirks
}

interface Case {
  /** Quirks with which this case does not apply. */
  unless?: keyof Quirks | readonly (keyof Quirks)[]
  run(bench: Bench): Promise<void>
}

export type Cases = Readonly<Record<string, Case>>
