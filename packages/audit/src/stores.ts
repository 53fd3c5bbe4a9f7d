// The stores that the audit can query. A new store is one file and one line here.
import { jaeger } from './stores/jaeger.ts'
import type { Store } from './stores/store.ts'
import { tempo } from './stores/tempo.ts'
import { zipkin } from './stores/zipkin.ts'

export type StoreName = 'zipkin' | 'jaeger' | 'tempo'

interface Known {
  readonly read: Store
  /** The header that selects the tenant. */
  readonly tenant: string
  /** The page of a trace. */
  readonly page?: string
}

export const stores: Readonly<Record<StoreName, Known>> = {
  zipkin: { read: zipkin, tenant: 'x-scope-orgid', page: '/zipkin/traces/{traceId}' },
  jaeger: { read: jaeger, tenant: 'x-tenant', page: '/trace/{traceId}' },
  tempo: { read: tempo, tenant: 'x-scope-orgid' },
}
