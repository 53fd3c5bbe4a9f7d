interface Tracing {
  port: number
  sampling: number
  provider: { name: string; typed_config: Record<string, unknown> }
}

interface Service {
  kind?: string
  id: string
  name: string
  address: string
  port: number
  tagged_addresses?: { virtual: { address: string; port: number } }
  proxy: { mode: string; destination_service_name: string; config: { envoy_tracing_json: string } }
}

interface ConfigEntry {
  kind: string
  name: string
  mode: string
  config: { protocol: string } & Record<`envoy_${string}_json`, string>
  sources: { name: string; action: string }[]
}

export const calls: Record<string, string[]>
export const consulTracers: Record<string, (name: string, sampling: number) => Tracing>
export function sidecarOf(name: string): string
export function nameIn(uri: string): string | undefined
export function agentConfig(tracing: (name: string) => Tracing): {
  default_intention_policy: string
  config_entries: { bootstrap: ConfigEntry[] }
  services: Service[]
}
