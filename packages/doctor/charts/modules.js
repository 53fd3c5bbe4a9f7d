// Public manifests that everybody can fetch: Go modules that carry them as plain YAML, and charts to be rendered.

/** @type {readonly { name: string, module: string, folders: readonly string[] }[]} */
export const modules = [
  {
    name: 'Istio samples',
    module: 'istio.io/istio@v0.0.0-20260827124520-eed52ebb66ad',
    folders: ['samples'],
  },
  { name: 'Knative Serving', module: 'knative.dev/serving@v0.51.0', folders: ['config'] },
  {
    name: 'Prometheus Operator',
    module: 'github.com/prometheus-operator/prometheus-operator@v0.85.0',
    folders: ['example', 'bundle.yaml'],
  },
  { name: 'Flux', module: 'github.com/fluxcd/flux2/v2@v2.9.5', folders: ['manifests'] },
  { name: 'KEDA', module: 'github.com/kedacore/keda/v2@v2.21.0', folders: ['config'] },
]

/** @type {readonly { name: string, module: string, chart: string }[]} */
export const charts = [
  {
    name: 'istiod chart',
    module: 'istio.io/istio@v0.0.0-20260827124520-eed52ebb66ad',
    chart: 'manifests/charts/istio-control/istio-discovery',
  },
  {
    name: 'Istio gateway chart',
    module: 'istio.io/istio@v0.0.0-20260827124520-eed52ebb66ad',
    chart: 'manifests/charts/gateway',
  },
  {
    name: 'ztunnel chart',
    module: 'istio.io/istio@v0.0.0-20260827124520-eed52ebb66ad',
    chart: 'manifests/charts/ztunnel',
  },
]

export const helm = 'helm.sh/helm/v3/cmd/helm@v3.22.0'
