// Finds settings of the five systems inside manifests: config files in ConfigMaps, and variables that their images read.
import { fieldOf } from '../read/field.ts'
import type { Resource } from '../read/resource.ts'
import { type Setting, type Settings, type System, settingsOf, settingsOfText, systemOfFile } from '../read/settings.ts'
import type { Container, Workload } from './workloads.ts'

export function systemSettings(resources: readonly Resource[], workloads: readonly Workload[]): Settings[] {
  return [
    ...resources.filter(({ kind }) => kind === 'ConfigMap').flatMap(inConfigMap),
    ...workloads.flatMap(inWorkload),
  ]
}

function inConfigMap(map: Resource): Settings[] {
  const files = fieldOf(map).get('data').entries()
  // Bitnami's charts start Redis with these files on top of its own settings, and give the password as an argument.
  const isBitnami = files.some(([key]) => bitnami.test(key)) && files.some(([key]) => systemOfFile(key) === 'redis')
  return files.flatMap(([key, field]) => {
    const isPart = isBitnami && (bitnami.test(key) || systemOfFile(key) === 'redis')
    const text = isPart || systemOfFile(key) ? field.text() : undefined
    return text ? [settingsOfText(isPart ? 'redis-default.conf' : key, text, field.place)] : []
  })
}

const bitnami = /^(master|replica|primary)\.conf$/

function inWorkload({ containers }: Workload): Settings[] {
  return containers.flatMap((container) => {
    const image = container.image.split('/').at(-1)?.split(/[:@]/)[0] ?? ''
    // Valkey is a fork of Redis and reads the same settings.
    const named = image.includes('valkey') ? 'redis' : image
    const system = (Object.keys(variables) as System[]).find((name) => named.includes(name))
    if (system === undefined) return []
    const entries = [...fromEnvironment(container, system), ...fromArguments(container, system)]
    return entries.length > 0 ? [settingsOf(system, false, container.field.place, entries)] : []
  })
}

/** Variables of the official images, and of Bitnami's images where they differ. */
const variables: Record<System, Record<string, string>> = {
  zookeeper: { ZOO_LISTEN_ALLIPS_ENABLED: 'quorumListenOnAllIPs', ZOO_SERVERS: 'server.*' },
  cassandra: {
    CASSANDRA_LISTEN_ADDRESS: 'listen_address',
    CASSANDRA_RPC_ADDRESS: 'rpc_address',
    CASSANDRA_BROADCAST_ADDRESS: 'broadcast_address',
    CASSANDRA_BROADCAST_RPC_ADDRESS: 'broadcast_rpc_address',
  },
  elasticsearch: { ELASTICSEARCH_BIND_ADDRESS: 'network.bind_host' },
  redis: {},
  nifi: {
    NIFI_WEB_HTTP_HOST: 'nifi.web.http.host',
    NIFI_WEB_HTTPS_HOST: 'nifi.web.https.host',
    NIFI_CLUSTER_ADDRESS: 'nifi.cluster.node.address',
    NIFI_REMOTE_INPUT_HOST: 'nifi.remote.input.host',
  },
}

function fromEnvironment({ env }: Container, system: System): Setting[] {
  return env.flatMap((variable) => {
    const { name, value } = variable
    if (system === 'elasticsearch' && variables.elasticsearch[name] === undefined) {
      const setting = elasticsearchSetting(name)
      return setting ? [{ key: setting, value, place: variable.place }] : []
    }
    if (name === 'ZOO_CFG_EXTRA') return pairs(value).map((pair) => ({ ...pair, place: variable.place }))
    const key = variables[system][name]
    return key ? [{ key, value: value.toLowerCase() === 'yes' ? 'true' : value, place: variable.place }] : []
  })
}

/**
 * Elasticsearch reads a setting from a variable with the same name, and from `ES_SETTING_` with the name in upper case, `_` for
 * a dot and `__` for an underscore ("Install Elasticsearch with Docker").
 */
function elasticsearchSetting(name: string): string | undefined {
  if (/^[a-z]+\.[a-z_.]+$/.test(name)) return name
  const upper = /^ES_SETTING_([A-Z_]+)$/.exec(name)?.[1]
  return upper?.toLowerCase().replace(/__|_/g, (mark) => (mark === '_' ? '.' : '_'))
}

function fromArguments({ words }: Container, system: System): Setting[] {
  if (system === 'elasticsearch') {
    return words.flatMap(({ text, field }) =>
      [...text.matchAll(/-E\s?([\w.]+)=(\S+)/g)].map(([, key, value]) => ({
        key: key!,
        value: value!,
        place: field.place,
      })),
    )
  }
  if (system !== 'redis') return []
  const flat = words.flatMap(({ text, field }) => text.split(/\s+/).map((word) => ({ word, field })))
  return flat.flatMap(({ word, field }, n) => {
    if (!/^--[a-z-]+$/.test(word)) return []
    let end = n + 1
    while (flat[end] !== undefined && !flat[end]!.word.startsWith('--')) end += 1
    const value = flat
      .slice(n + 1, end)
      .map((next) => next.word)
      .join(' ')
    return [{ key: word.slice(2), value, place: (flat[n + 1] ?? { field }).field.place }]
  })
}

function pairs(text: string): { key: string; value: string }[] {
  return [...text.matchAll(/([\w.]+)=(\S+)/g)].map(([, key, value]) => ({ key: key!, value: value! }))
}
