// Labels and annotations that Istio reads: on what, and with which values. From istio.io/api, annotation and label (1.31).

/** Annotations and labels that Istio reads on pods only: on the template, not on the Deployment. */
export const istioOnPods: readonly string[] = [
  'ambient.istio.io/bypass-inbound-capture',
  'ambient.istio.io/dns-capture',
  'inject.istio.io/templates',
  'istio.io/reroute-virtual-interfaces',
  'prometheus.istio.io/merge-metrics',
  'proxy.istio.io/config',
  'proxy.istio.io/overrides',
  'readiness.status.sidecar.istio.io/applicationPorts',
  'readiness.status.sidecar.istio.io/failureThreshold',
  'readiness.status.sidecar.istio.io/initialDelaySeconds',
  'readiness.status.sidecar.istio.io/periodSeconds',
  ...[
    'agentLogLevel bootstrapOverride componentLogLevel discoveryAddress extraStatTags inject interceptionMode logLevel',
    'nativeSidecar proxyCPU proxyCPULimit proxyImage proxyImageType proxyMemory proxyMemoryLimit rewriteAppHTTPProbers',
    'statsCompression statsEvictionInterval statsFlushInterval statsHistogramBins statsHistogramBuckets statsInclusionPrefixes',
    'statsInclusionRegexps statsInclusionSuffixes status userVolume userVolumeMount',
  ].flatMap((names) => names.split(' ').map((name) => `sidecar.istio.io/${name}`)),
  'status.sidecar.istio.io/port',
  ...[
    'excludeInboundPorts excludeInterfaces excludeOutboundIPRanges excludeOutboundPorts includeInboundPorts',
    'includeOutboundIPRanges includeOutboundPorts kubevirtInterfaces',
  ].flatMap((names) => names.split(' ').map((name) => `traffic.sidecar.istio.io/${name}`)),
]

/** What Istio reads elsewhere too. */
export const istioElsewhere: readonly string[] = [
  'alpha.istio.io/canonical-serviceaccounts',
  'alpha.istio.io/kubernetes-serviceaccounts',
  'ambient.istio.io/redirection',
  'ambient.istio.io/waypoint-inbound-binding',
  'galley.istio.io/analyze-suppress',
  'gateway.istio.io/controller-version',
  'gateway.istio.io/managed',
  'gateway.istio.io/name-override',
  'gateway.istio.io/service-account',
  'istio-injection',
  'istio.io/autoRegistrationGroup',
  'istio.io/dataplane-mode',
  'istio.io/dry-run',
  'istio.io/gateway-name',
  'istio.io/ingress-use-waypoint',
  'istio.io/rev',
  'istio.io/tag',
  'istio.io/use-waypoint',
  'istio.io/use-waypoint-canary',
  'istio.io/use-waypoint-canary-namespace',
  'istio.io/use-waypoint-canary-weight',
  'istio.io/use-waypoint-namespace',
  'istio.io/waypoint-for',
  'networking.istio.io/enable-autoallocate-ip',
  'networking.istio.io/exportTo',
  'networking.istio.io/gatewayPort',
  'networking.istio.io/service-type',
  'networking.istio.io/traffic-distribution',
  'operator.istio.io/component',
  'operator.istio.io/managed',
  'operator.istio.io/version',
  'security.istio.io/tlsMode',
  'service.istio.io/canonical-name',
  'service.istio.io/canonical-revision',
  'service.istio.io/workload-name',
  'topology.istio.io/cluster',
  'topology.istio.io/controlPlaneClusters',
  'topology.istio.io/locality',
  'topology.istio.io/network',
  'topology.istio.io/subzone',
  'traffic.istio.io/nodeSelector',
]

const flag = /^(true|false)$/
const number = /^\d+$/
const ports = /^(\*|\s*\d+\s*(,\s*\d+\s*)*)?$/

/** The values that Istio understands. */
export const istioValues: Readonly<Record<string, RegExp>> = {
  'istio-injection': /^(enabled|disabled)$/,
  'istio.io/dataplane-mode': /^(ambient|none)$/,
  'istio.io/waypoint-for': /^(service|workload|all|none)$/,
  'sidecar.istio.io/inject': flag,
  'sidecar.istio.io/nativeSidecar': flag,
  'sidecar.istio.io/rewriteAppHTTPProbers': flag,
  'sidecar.istio.io/interceptionMode': /^(REDIRECT|TPROXY|NONE)$/,
  'prometheus.istio.io/merge-metrics': flag,
  'readiness.status.sidecar.istio.io/failureThreshold': number,
  'readiness.status.sidecar.istio.io/initialDelaySeconds': number,
  'readiness.status.sidecar.istio.io/periodSeconds': number,
  'status.sidecar.istio.io/port': number,
  'traffic.sidecar.istio.io/includeInboundPorts': ports,
  'traffic.sidecar.istio.io/excludeInboundPorts': ports,
  'traffic.sidecar.istio.io/excludeOutboundPorts': ports,
}
