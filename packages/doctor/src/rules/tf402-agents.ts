// TF402: connections are not reused, or reused too long.
import { durationText } from '../model/durations.ts'
import { nameOf } from '../read/resource.ts'
import type { Rule } from '../rule.ts'

const envoyIdle = 3_600_000

export const agents: Rule = {
  id: 'TF402',
  severity: 'warning',
  title: 'Connections are not reused, or reused too long',
  why: `A connection per request costs a handshake each time, and two with mutual TLS. \`new http.Agent()\` without keepAlive does
  this, and so does maxRequestsPerConnection: 1 in a DestinationRule. An agent that keeps connections longer than the sidecar
  gets ECONNRESET. An agent with fewer sockets than calls makes them wait in Node, where no metric of the mesh shows it.`,
  source:
    'Node http.Agent (keepAlive false unless set), Istio ConnectionPoolSettings.HTTPSettings, Envoy "Connection pooling".',
  before: 'maxRequestsPerConnection: 1',
  after: 'idleTimeout: 4s',
  *check({ pools, live }) {
    for (const { resource, policy } of pools) {
      const limit = policy.get('connectionPool', 'http', 'maxRequestsPerConnection')
      if (limit.number() !== 1) continue
      const message = `${nameOf(resource)}: maxRequestsPerConnection 1 opens a connection for each request`
      yield { place: limit.place, resource, message, fix: 'leave it out' }
    }
    for (const { process, agents: all, at } of live) {
      for (const [n, { name, keepAlive, idleTimeout, maxSockets, pending = 0 }] of all.entries()) {
        const place = at(['agents', n])
        if (!keepAlive)
          yield {
            place,
            message: `${process}: ${name} opens a connection for each call`,
            fix: 'new http.Agent({ keepAlive: true })',
          }
        if (idleTimeout !== undefined && idleTimeout >= envoyIdle) {
          yield {
            place,
            message: `${process}: ${name} keeps idle connections for ${durationText(idleTimeout)}, the sidecar for ${durationText(envoyIdle)}`,
            fix: 'a shorter idle timeout',
          }
        }
        if (pending > 0) {
          yield {
            place,
            message: `${process}: ${pending} calls waited for a socket of ${name} (maxSockets ${maxSockets ?? 'unlimited'})`,
            fix: 'raise maxSockets',
          }
        }
      }
    }
  },
}
