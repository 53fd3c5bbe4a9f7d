// Annotations that Linkerd reads: on what, and with which values. From Linkerd, "Proxy Configuration" (2.20).

const config = [
  'access-log admin-port close-wait-timeout control-port debug-image debug-image-pull-policy debug-image-version',
  'default-inbound-policy disable-identity enable-debug-sidecar enable-external-profiles enable-gateway image-pull-policy',
  'inbound-port init-image init-image-version opaque-ports outbound-port pod-inbound-ports proxy-admin-shutdown proxy-await',
  'proxy-cpu-limit proxy-cpu-ratio-limit proxy-cpu-request proxy-disable-inbound-protocol-detect-timeout',
  'proxy-disable-outbound-protocol-detect-timeout proxy-enable-native-sidecar proxy-ephemeral-storage-limit',
  'proxy-ephemeral-storage-request proxy-gid proxy-image proxy-inbound-connect-timeout',
  'proxy-inbound-discovery-cache-unused-timeout proxy-log-format proxy-log-http-headers proxy-log-level proxy-memory-limit',
  'proxy-memory-request proxy-metrics-hostname-labels proxy-outbound-connect-timeout',
  'proxy-outbound-discovery-cache-unused-timeout proxy-outbound-transport-mode proxy-require-identity-inbound-ports proxy-uid',
  'proxy-version shutdown-grace-period skip-inbound-ports skip-outbound-ports skip-subnets trace-collector tracing-enabled',
].flatMap((names) => names.split(' '))

/** Annotations of pods, which a Namespace may give to all of its pods. Those of `config` that Services have too are below. */
export const linkerdOnPods: readonly string[] = [
  'linkerd.io/inject',
  ...config.map((name) => `config.linkerd.io/${name}`),
  'config.alpha.linkerd.io/proxy-wait-before-exit-seconds',
  'config.alpha.linkerd.io/trace-collector-service-account',
  'config.beta.linkerd.io/proxy-enable-native-sidecar',
]

export const linkerdElsewhere: readonly string[] = [
  ...['http', 'grpc', 'limit', 'timeout'].map((name) => `retry.linkerd.io/${name}`),
  ...['request', 'response', 'idle'].map((name) => `timeout.linkerd.io/${name}`),
  'balancer.linkerd.io/failure-accrual',
  ...['max-failures', 'min-penalty', 'max-penalty', 'jitter-ratio'].map(
    (name) => `balancer.linkerd.io/failure-accrual-consecutive-${name}`,
  ),
  'linkerd.io/control-plane-component',
  'linkerd.io/control-plane-ns',
  'linkerd.io/created-by',
  'linkerd.io/extension',
  'linkerd.io/is-control-plane',
  'linkerd.io/proxy-version',
  'mirror.linkerd.io/exported',
  'viz.linkerd.io/disable-tap',
  'viz.linkerd.io/tap-enabled',
]

/** Also read on Services. */
export const linkerdOnServices: ReadonlySet<string> = new Set(['config.linkerd.io/opaque-ports'])

export const linkerdValues: Readonly<Record<string, RegExp>> = {
  'linkerd.io/inject': /^(enabled|disabled|ingress)$/,
  'config.linkerd.io/proxy-enable-native-sidecar': /^(true|false)$/,
  'config.beta.linkerd.io/proxy-enable-native-sidecar': /^(true|false)$/,
  'config.linkerd.io/proxy-await': /^(enabled|disabled)$/,
  'config.linkerd.io/default-inbound-policy':
    /^(all-unauthenticated|all-authenticated|cluster-unauthenticated|cluster-authenticated|deny|audit)$/,
}
