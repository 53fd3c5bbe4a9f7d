// Watches the agents of node:http and node:https, for the report.
import type { Agent, ClientRequest } from 'node:http'
import { listenToChannels } from '../listen-to-channels.ts'
import type { ReportedAgent, ReportPart } from './process-report.ts'

const MAX_AGENTS = 50

/** Settings of an agent without a public type. `freeSocketTimeout` is from agentkeepalive. */
interface AgentSettings {
  readonly keepAlive?: boolean
  readonly options?: { readonly timeout?: unknown; readonly freeSocketTimeout?: unknown }
}

/**
 * Watches the agents that calls go through. It leaves out the pools of undici: they keep connections for 4 s, and no channel says
 * when they have other settings.
 */
export function watchAgents(): ReportPart<ReportedAgent> {
  const seen = new Map<string, ReportedAgent>()
  const end = listenToChannels({
    'http.client.request.start'({ request }: { request: ClientRequest & { agent?: Agent } }) {
      const { agent, protocol } = request
      if (agent === undefined || agent === null) return
      const settings = settingsOf(agent, protocol)
      // Agents are grouped by their settings, because with `agent: false` each call has its own agent.
      const key = JSON.stringify(settings)
      const before = seen.get(key)
      if (before === undefined && seen.size >= MAX_AGENTS) return
      seen.set(key, { ...settings, pending: Math.max(before?.pending ?? 0, waiting(agent)) })
    },
  })
  return { read: () => [...seen.values()], end }
}

function settingsOf(agent: Agent, protocol: string): Omit<ReportedAgent, 'pending'> {
  const { keepAlive, options } = agent as Agent & AgentSettings
  const idle = options?.freeSocketTimeout ?? options?.timeout
  return {
    name: nameOf(agent, protocol),
    keepAlive: keepAlive === true,
    ...(typeof idle === 'number' && idle > 0 ? { idleTimeout: idle } : {}),
    ...(Number.isFinite(agent.maxSockets) ? { maxSockets: agent.maxSockets } : {}),
  }
}

function nameOf(agent: Agent, protocol: string): string {
  const scheme = protocol === 'https:' ? 'https' : 'http'
  const { globalAgent } = process.getBuiltinModule(`node:${scheme}`) as { globalAgent: Agent }
  return agent === globalAgent ? `${scheme}.globalAgent` : `${scheme}.${agent.constructor.name.slice(0, 50)}`
}

function waiting({ requests }: Agent): number {
  return Object.values(requests ?? {}).reduce((sum, queue) => sum + (queue?.length ?? 0), 0)
}
