// Requests that are not made for a user: probes and scrapes.

const agents =
  /^(kube-probe|GoogleHC|ELB-HealthChecker|Consul Health Check|Envoy\/HC|Prometheus|Blackbox|AppInsights|UptimeRobot|Pingdom)/i
const paths =
  /^\/(-\/)?(healthz?|readyz?|livez?|ready|live|liveness|readiness|startup|metrics|ping|status)(\/(live|ready|liveness|readiness))?(\?|$)/i

export function isProbe(userAgent: string | undefined, path: string | undefined): boolean {
  return (userAgent !== undefined && agents.test(userAgent)) || (path !== undefined && paths.test(path))
}
