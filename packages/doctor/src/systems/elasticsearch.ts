// Checks the listen addresses of Elasticsearch.
import { isLoopback } from '../model/hosts.ts'
import type { Settings } from '../read/settings.ts'
import { inLoopback, inPassthrough, type SystemCheck } from './system-check.ts'

const keys = [
  'http.bind_host',
  'http.host',
  'transport.bind_host',
  'transport.host',
  'network.bind_host',
  'network.host',
]

/** Elasticsearch listens on loopback by default. The old workaround binds 127.0.0.1 and publishes the pod's address. */
export const elasticsearch: SystemCheck = function* (settings, { listen, isSetElsewhere }) {
  const wrong = listen === 'passthrough' ? isLocal : isPodOnly
  const bound = keys.flatMap((key) => settings.get(key) ?? [])
  for (const setting of bound) {
    // Elasticsearch fills in ${...} itself, from a variable that nothing here tells.
    if (setting.value.includes('${') || !wrong(setting.value) || isOverridden(setting.key, settings)) continue
    const message = `Elasticsearch's ${setting.key} is ${setting.value}, but ${listen === 'passthrough' ? inPassthrough : inLoopback}: connections are reset`
    yield {
      setting,
      message,
      fix:
        listen === 'passthrough'
          ? 'network.host: 0.0.0.0, and no bind_host'
          : `network.bind_host: 127.0.0.1 with network.publish_host: the pod's address, or 0.0.0.0 for both`,
    }
  }
  if (listen === 'passthrough' && settings.complete && bound.length === 0 && !keys.some(isSetElsewhere)) {
    yield {
      message: `Elasticsearch listens on 127.0.0.1 when network.host is not set, but ${inPassthrough}`,
      fix: 'network.host: 0.0.0.0',
    }
  }
}

/** network.host has no effect where network.bind_host is set. */
function isOverridden(key: string, settings: Settings): boolean {
  return key === 'network.host' && settings.get('network.bind_host') !== undefined
}

function isLocal(value: string): boolean {
  return value.split(',').every((word) => isLoopback(word.trim()) || word.trim() === '_local_')
}

function isPodOnly(value: string): boolean {
  return !value
    .split(',')
    .some((word) => isLoopback(word.trim()) || /^(_local_|0|0\.0\.0\.0|::|_all_)$/.test(word.trim()))
}
