// TF404: a route that looks like a stream has a timeout.
import { durationText } from '../model/durations.ts'
import type { Route } from '../model/routes.ts'
import { type ServicePort, servicesNamed } from '../model/services.ts'
import { nameOf } from '../read/resource.ts'
import type { Rule } from '../rule.ts'
import type { World } from '../world.ts'

const streaming =
  /(^|[/._-])(events?|stream(s|ing)?|sse|ws|websockets?|socket\.io|watch|subscribe|subscriptions|long-?poll|notifications)([/._\-?$]|$)/i
/** Paths of health checks, such as /health/events. */
const health = /(^|[/._-])(health\w*|live(ness|z)?|ready|readiness|readyz|ping|status)([/._\-?$]|$)/i

export const streams: Rule = {
  id: 'TF404',
  severity: 'info',
  title: 'A route that looks like a stream has a timeout',
  why: `A route's timeout ends the whole response, even while data flows: server-sent events, long polls and downloads are cut off
  with 504 or a reset in mid-stream. A WebSocket is not, but it ends at the idle timeout of its stream.`,
  source: 'Envoy FAQ, "How do I configure timeouts?": route timeout and stream idle timeout.',
  before: 'timeout: 15s',
  after: 'timeout: 0s',
  *check(world) {
    for (const route of world.routes) {
      const path = route.paths.find((one) => streaming.test(one) && !health.test(one)) ?? socketPort(route, world)
      if (path === undefined || route.timeout === undefined || route.timeout.ms === 0) continue
      yield {
        place: route.timeout.field.place,
        resource: route.resource,
        message: `${nameOf(route.resource)}: ${path} looks like a stream, and is cut off after ${durationText(route.timeout.ms)}`,
        fix: 'use a separate route with timeout: 0s, and a heartbeat below the idle timeout',
      }
    }
  },
}

function socketPort({ hosts }: Route, { services }: World): string | undefined {
  const isSocket = ({ appProtocol }: ServicePort) => /^kubernetes\.io\/wss?$/.test(appProtocol ?? '')
  const service = hosts.flatMap((host) => servicesNamed(host, services)).find(({ ports }) => ports.some(isSocket))
  return (
    service && `${service.name} (${service.ports.find(({ appProtocol }) => appProtocol?.includes('/ws'))?.appProtocol})`
  )
}
