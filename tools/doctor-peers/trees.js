// Public trees of manifests, each a Go module that carries them as plain YAML, at a fixed version.

/** @type {readonly { name: string, module: string, folders: readonly string[] }[]} */
export const trees = [
  tree('Istio samples', 'istio.io/istio@v0.0.0-20260827124520-eed52ebb66ad', 'samples'),
  tree('Istio, injected pods', 'istio.io/istio@v0.0.0-20260827124520-eed52ebb66ad', 'pkg/kube/inject/testdata'),
  tree(
    'Istio, Gateway API',
    'istio.io/istio@v0.0.0-20260827124520-eed52ebb66ad',
    'pilot/pkg/config/kube/gateway/testdata',
  ),
  tree('Istio, resources of its agent', 'istio.io/istio@v0.0.0-20260827124520-eed52ebb66ad', 'tests/testdata/config'),
  tree('Knative Serving', 'knative.dev/serving@v0.51.0', 'config'),
  tree('Prometheus Operator', 'github.com/prometheus-operator/prometheus-operator@v0.85.0', 'example', 'bundle.yaml'),
  tree('Flux', 'github.com/fluxcd/flux2/v2@v2.9.5', 'manifests'),
  tree('KEDA', 'github.com/kedacore/keda/v2@v2.21.0', 'config'),
  tree('metrics-server', 'sigs.k8s.io/metrics-server@v0.9.0', 'manifests'),
  tree('Gatekeeper', 'github.com/open-policy-agent/gatekeeper/v3@v3.23.1', 'deploy'),
  tree('Kyverno', 'github.com/kyverno/kyverno@v1.19.1', 'config'),
  tree('ingress-nginx', 'k8s.io/ingress-nginx@v0.0.0-20240708192948-52c50467d67d', 'deploy/static'),
  tree('Elastic Cloud on Kubernetes', 'github.com/elastic/cloud-on-k8s/v3@v3.5.0', 'config'),
  tree(
    'Grafana Mimir',
    'github.com/grafana/mimir@v1.3.1-0.20260423142704-aced80d74930',
    'operations/mimir-tests',
    'operations/policies',
  ),
  tree('Cilium examples', 'github.com/cilium/cilium@v1.20.2', 'examples'),
  tree('Contour', 'github.com/projectcontour/contour@v1.33.8', 'examples'),
  tree('Kubernetes, end-to-end tests', 'k8s.io/kubernetes@v1.37.2', 'test'),
  tree('MetalLB', 'go.universe.tf/metallb@v0.16.2', 'config', 'dev-env'),
  tree('Envoy Gateway', 'github.com/envoyproxy/gateway@v1.9.1', 'examples', 'internal/infrastructure'),
  tree('Flagger', 'github.com/fluxcd/flagger@v1.36.1', 'kustomize/tester', 'test', 'artifacts/examples'),
  tree('Argo CD', 'github.com/argoproj/argo-cd/v3@v3.2.0', 'manifests'),
  tree('Argo Rollouts', 'github.com/argoproj/argo-rollouts@v1.8.3', 'examples', 'manifests'),
  tree('Gateway API, conformance tests', 'sigs.k8s.io/gateway-api@v1.4.0', 'conformance', 'examples'),
  tree('Traefik', 'github.com/traefik/traefik/v3@v3.7.13', 'pkg', 'docs'),
  tree('Dapr', 'github.com/dapr/dapr@v1.14.0', 'tests'),
  tree('Application', 'sigs.k8s.io/application@v0.8.2', 'config', 'docs', 'deploy'),
  tree('Velero', 'github.com/vmware-tanzu/velero@v1.18.3', 'examples', 'config', 'tilt-resources'),
  tree('Vitess', 'vitess.io/vitess@v0.24.4', 'examples'),
  tree('podinfo', 'github.com/stefanprodan/podinfo@v1.8.1-0.20250910200901-e86405a8674e', 'deploy', 'kustomize'),
  tree('MongoDB operator', 'github.com/mongodb/mongodb-kubernetes-operator@v0.9.0', 'config'),
  tree('Chaos Mesh', 'github.com/chaos-mesh/chaos-mesh@v0.9.1-0.20260902003049-47411975a8cb', 'manifests', 'examples'),
  tree('Training Operator', 'github.com/kubeflow/training-operator@v1.8.1', 'manifests', 'examples'),
]

function tree(name, module, ...folders) {
  return { name, module, folders }
}
