// Checks the listen addresses of Cassandra.
import { isLoopback } from '../model/hosts.ts'
import type { Setting } from '../read/settings.ts'
import { inLoopback, inPassthrough, type SystemCheck } from './system-check.ts'

/**
 * listen_address is for other nodes and must not be 0.0.0.0. rpc_address is for clients and may be 0.0.0.0, together with
 * broadcast_rpc_address. In cassandra.yaml both default to localhost; an empty value means the host's own address.
 */
export const cassandra: SystemCheck = function* (settings, { listen, isSetElsewhere }) {
  const of = (key: string) => settings.get(key)
  for (const key of ['listen_address', 'rpc_address']) {
    const setting = of(key)
    const isPod =
      (setting && !isLoopback(setting.value) && setting.value !== '0.0.0.0') || of(key.replace('address', 'interface'))
    if (listen === 'passthrough') {
      if (!isClosed(setting, settings.complete && !isPod && !isSetElsewhere(key))) continue
      const peers = key === 'listen_address' ? 'other nodes' : 'clients'
      yield {
        setting,
        message: `Cassandra's ${key} is ${setting?.value ?? 'localhost by default'}: ${inPassthrough}, so it is closed to ${peers}`,
        fix:
          key === 'listen_address'
            ? "leave listen_address empty (the pod's own address)"
            : 'rpc_address: 0.0.0.0 with broadcast_rpc_address',
      }
    } else if (isPod) {
      const at = setting ?? of(key.replace('address', 'interface'))
      const fix =
        key === 'listen_address'
          ? "listen_address: 127.0.0.1 and broadcast_address: the pod's address"
          : 'rpc_address: 0.0.0.0 with broadcast_rpc_address'
      yield {
        setting: at,
        message: `Cassandra's ${at?.key} is the pod's address, but ${inLoopback}: the port is closed`,
        fix,
      }
    }
  }
  const rpc = of('rpc_address')
  if (of('listen_address')?.value === '0.0.0.0') {
    yield {
      setting: of('listen_address'),
      message: 'Cassandra refuses to start with listen_address: 0.0.0.0',
      fix: "leave it empty (the pod's own address)",
    }
  }
  if (
    settings.complete &&
    rpc?.value === '0.0.0.0' &&
    !of('broadcast_rpc_address')?.value &&
    !isSetElsewhere('broadcast_rpc_address')
  ) {
    yield {
      setting: rpc,
      message: 'Cassandra refuses to start with rpc_address: 0.0.0.0 and no broadcast_rpc_address',
      fix: "set broadcast_rpc_address to the pod's address",
    }
  }
}

function isClosed(setting: Setting | undefined, isDefault: boolean): boolean {
  return setting === undefined ? isDefault : isLoopback(setting.value)
}
