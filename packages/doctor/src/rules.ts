// The list of rules, in the order of their ids. A new rule is a file in rules/, a line here and a folder of fixtures.
import type { Rule } from './rule.ts'
import { loopbackListener } from './rules/tf101-loopback-listener.ts'
import { podAddressListener } from './rules/tf102-pod-address-listener.ts'
import { systemBind } from './rules/tf103-system-bind.ts'
import { redisTrustsLoopback } from './rules/tf104-redis-trusts-loopback.ts'
import { sidecarPorts } from './rules/tf105-sidecar-ports.ts'
import { sidecarUser } from './rules/tf106-sidecar-user.ts'
import { portProtocol } from './rules/tf201-port-protocol.ts'
import { appProtocol } from './rules/tf202-app-protocol.ts'
import { httpsInMesh } from './rules/tf203-https-in-mesh.ts'
import { podAddressUrl } from './rules/tf204-pod-address-url.ts'
import { serverFirstPort } from './rules/tf205-server-first.ts'
import { portConflict } from './rules/tf206-port-conflict.ts'
import { headless } from './rules/tf207-headless.ts'
import { opaquePortsDiffer } from './rules/tf208-opaque-ports.ts'
import { sharedListener } from './rules/tf209-shared-listener.ts'
import { doubleRetries } from './rules/tf301-double-retries.ts'
import { retryTime } from './rules/tf302-retry-time.ts'
import { appTimeout } from './rules/tf303-app-timeout.ts'
import { unsafeRetries } from './rules/tf304-unsafe-retries.ts'
import { strippedHeaders } from './rules/tf305-stripped-headers.ts'
import { profileWins } from './rules/tf306-profile-wins.ts'
import { retryBudget } from './rules/tf307-retry-budget.ts'
import { sharedHost } from './rules/tf308-shared-host.ts'
import { unreachableRoute } from './rules/tf309-unreachable-route.ts'
import { noTimeout } from './rules/tf310-no-timeout.ts'
import { keepAliveRace } from './rules/tf401-keep-alive-race.ts'
import { agents } from './rules/tf402-agents.ts'
import { poolLimits } from './rules/tf403-pool-limits.ts'
import { streams } from './rules/tf404-streams.ts'
import { ruleTls } from './rules/tf405-rule-tls.ts'
import { jobs } from './rules/tf501-jobs.ts'
import { startOrder } from './rules/tf502-start-order.ts'
import { stopping } from './rules/tf503-stopping.ts'
import { drainSettings } from './rules/tf504-drain-settings.ts'
import { probes } from './rules/tf505-probes.ts'
import { shutdownEndpoint } from './rules/tf506-shutdown-endpoint.ts'
import { lostHeaders } from './rules/tf601-lost-headers.ts'
import { injected } from './rules/tf602-injected.ts'
import { neverInjected } from './rules/tf701-never-injected.ts'
import { ambient } from './rules/tf702-ambient.ts'
import { noWaypoint } from './rules/tf703-no-waypoint.ts'
import { meshMarks } from './rules/tf704-mesh-marks.ts'
import { linkerdAnnotationValues } from './rules/tf705-linkerd-values.ts'
import { missingHost } from './rules/tf901-missing-host.ts'
import { missingSubset } from './rules/tf902-missing-subset.ts'
import { missingPort } from './rules/tf903-missing-port.ts'
import { missingGateway } from './rules/tf904-missing-gateway.ts'
import { noPods } from './rules/tf905-no-pods.ts'
import { targetPort } from './rules/tf906-target-port.ts'

/** Every rule, in the order of their ids. */
export const rules: readonly Rule[] = [
  loopbackListener,
  podAddressListener,
  systemBind,
  redisTrustsLoopback,
  sidecarPorts,
  sidecarUser,
  portProtocol,
  appProtocol,
  httpsInMesh,
  podAddressUrl,
  serverFirstPort,
  portConflict,
  headless,
  opaquePortsDiffer,
  sharedListener,
  doubleRetries,
  retryTime,
  appTimeout,
  unsafeRetries,
  strippedHeaders,
  profileWins,
  retryBudget,
  sharedHost,
  unreachableRoute,
  noTimeout,
  keepAliveRace,
  agents,
  poolLimits,
  streams,
  ruleTls,
  jobs,
  startOrder,
  stopping,
  drainSettings,
  probes,
  shutdownEndpoint,
  lostHeaders,
  injected,
  neverInjected,
  ambient,
  noWaypoint,
  meshMarks,
  linkerdAnnotationValues,
  missingHost,
  missingSubset,
  missingPort,
  missingGateway,
  noPods,
  targetPort,
]
