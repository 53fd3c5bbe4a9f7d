// Public manifests that anyone can download: Go modules that carry them as plain YAML, and charts to be rendered.

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
  { name: 'metrics-server', module: 'sigs.k8s.io/metrics-server@v0.9.0', folders: ['manifests'] },
  { name: 'Gatekeeper', module: 'github.com/open-policy-agent/gatekeeper/v3@v3.23.1', folders: ['deploy'] },
  { name: 'Kyverno', module: 'github.com/kyverno/kyverno@v1.19.1', folders: ['config'] },
  {
    name: 'ingress-nginx',
    module: 'k8s.io/ingress-nginx@v0.0.0-20240708192948-52c50467d67d',
    folders: ['deploy/static'],
  },
  { name: 'Elastic Cloud on Kubernetes', module: 'github.com/elastic/cloud-on-k8s/v3@v3.5.0', folders: ['config'] },
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
  {
    name: 'metrics-server chart',
    module: 'sigs.k8s.io/metrics-server@v0.9.0',
    chart: 'charts/metrics-server',
  },
  {
    name: 'Gatekeeper chart',
    module: 'github.com/open-policy-agent/gatekeeper/v3@v3.23.1',
    chart: 'charts/gatekeeper',
  },
  {
    name: 'ingress-nginx chart',
    module: 'k8s.io/ingress-nginx@v0.0.0-20240708192948-52c50467d67d',
    chart: 'charts/ingress-nginx',
  },
  {
    name: 'ECK operator chart',
    module: 'github.com/elastic/cloud-on-k8s/v3@v3.5.0',
    chart: 'deploy/eck-operator',
  },
  {
    name: 'Istio base chart',
    module: 'istio.io/istio@v0.0.0-20260827124520-eed52ebb66ad',
    chart: 'manifests/charts/base',
  },
  {
    name: 'Istio CNI chart',
    module: 'istio.io/istio@v0.0.0-20260827124520-eed52ebb66ad',
    chart: 'manifests/charts/istio-cni',
  },
  {
    name: 'Istio ingress chart',
    module: 'istio.io/istio@v0.0.0-20260827124520-eed52ebb66ad',
    chart: 'manifests/charts/gateways/istio-ingress',
  },
  {
    name: 'Istio egress chart',
    module: 'istio.io/istio@v0.0.0-20260827124520-eed52ebb66ad',
    chart: 'manifests/charts/gateways/istio-egress',
  },
  {
    name: 'cert-manager chart',
    module: 'github.com/cert-manager/cert-manager@v1.21.2',
    chart: 'deploy/charts/cert-manager',
  },
  {
    name: 'Chaos Mesh chart',
    module: 'github.com/chaos-mesh/chaos-mesh@v0.9.1-0.20260902003049-47411975a8cb',
    chart: 'helm/chaos-mesh',
  },
  { name: 'Cilium chart', module: 'github.com/cilium/cilium@v1.20.2', chart: 'install/kubernetes/cilium' },
  { name: 'Dapr chart', module: 'github.com/dapr/dapr@v1.14.0', chart: 'charts/dapr' },
  { name: 'Flagger chart', module: 'github.com/fluxcd/flagger@v1.36.1', chart: 'charts/flagger' },
  { name: 'Flagger Grafana chart', module: 'github.com/fluxcd/flagger@v1.36.1', chart: 'charts/grafana' },
  { name: 'Flagger load tester chart', module: 'github.com/fluxcd/flagger@v1.36.1', chart: 'charts/loadtester' },
  { name: 'MetalLB chart', module: 'go.universe.tf/metallb@v0.16.2', chart: 'charts/metallb' },
  {
    name: 'podinfo chart',
    module: 'github.com/stefanprodan/podinfo@v1.8.1-0.20250910200901-e86405a8674e',
    chart: 'charts/podinfo',
  },
  {
    name: 'Body-based routing chart',
    module: 'sigs.k8s.io/gateway-api-inference-extension@v1.5.0',
    chart: 'config/charts/body-based-routing',
  },
  { name: 'Kyverno policies chart', module: 'github.com/kyverno/kyverno@v1.19.1', chart: 'charts/kyverno-policies' },
]

export const helm = 'helm.sh/helm/v3/cmd/helm@v3.22.0'
