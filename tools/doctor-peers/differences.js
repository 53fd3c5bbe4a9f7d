// Why the doctor says something else than Istio's analyzers, for each difference on Istio's own test files.

const partial =
  'The file has nothing else of the namespace. istioctl takes what it is given as all there is; the doctor takes it as a part, and is silent'
const exportTo =
  'The doctor does not follow exportTo of Services and ServiceEntries: a host that some namespace sees counts as there'

/** What Istio expects and the doctor does not say. @type {readonly { message: string, object: RegExp, why: string }[]} */
export const unsaid = [
  {
    message: 'MisplacedAnnotation',
    object: /grafana-test|staging/,
    why: 'kubernetes.io/ingress.class is not a name of a mesh; the doctor reads those alone',
  },
  {
    message: 'ReferencedResourceNotFound',
    object: /^Gateway /,
    why: 'The pods and the Secret of a gateway belong to its installation. The doctor reads no Secrets',
  },
  {
    message: 'ReferencedResourceNotFound',
    object: /^(Sidecar|Telemetry) /,
    why: 'A selector without pods. Such objects often come before the pods',
  },
  {
    message: 'ReferencedResourceNotFound',
    object: /^AuthorizationPolicy /,
    why: 'A policy that names a namespace without an object. Namespaces are often made elsewhere',
  },
  {
    message: 'ReferencedResourceNotFound',
    object: /reviews-bookinfo-other|cross-namespace-details|hello-export-to-bogus/,
    why: exportTo,
  },
  {
    message: 'ConflictingMeshGatewayVirtualServiceHosts',
    object: /productpage-d/,
    why: 'The hosts are *.productpage.d and *.d. Istio takes the longer one for a call that both match, so both have an effect',
  },
  {
    message: 'VirtualServiceHostNotFoundInGateway',
    object: /cross-test/,
    why: 'The Gateway has no servers, so it takes no host at all',
  },
  {
    message: 'VirtualServiceHostNotFoundInGateway',
    object: /testing-service-02-test-03/,
    why: 'The host is in one of two Gateways of the route. istioctl wants it in each; the route works through the one',
  },
  {
    message: 'DeploymentAssociatedToMultipleServices',
    object: /bookinfo\//,
    why: 'The Services have protocol: HTTP, which the API of Kubernetes refuses. The doctor takes it as not TCP',
  },
  {
    message: 'VirtualServiceIneffectiveMatch',
    object: /./,
    why: 'One match of a route repeats or overlaps an earlier one, and the route has others. The doctor speaks where a whole route is never reached',
  },
  {
    message: 'ServiceEntryAddressesRequired',
    object: /address-missing/,
    why: 'The only entry for its port. The doctor speaks where a second one shares the listener, or an HTTP Service',
  },
  { message: 'UnknownDestinationRuleHost', object: /fake-host/, why: partial },
  {
    message: 'DestinationRuleSubsetNotSelectPods',
    object: /subsets-not-select-pods/,
    why: `${partial}: there are no pods`,
  },
  {
    message: 'DestinationRuleSubsetNotSelectPods',
    object: /empty-topology-labels/,
    why: 'The label is a topology label, which Istio adds to pods while they run; empty here',
  },
]

/** What istioctl says on these files beside what its tests expect, and the doctor does not. @type {readonly { message: string, text: RegExp, why: string }[]} */
export const beside = [
  {
    message: 'ReferencedResourceNotFound',
    text: /^Referenced gateway not found: "(istio-ingressgateway|tcp-echo-gateway)"/,
    why: 'The files have no Gateway of that namespace. The doctor takes them as a part of a tree, and is silent: gateways are often kept elsewhere',
  },
  {
    message: 'VirtualServiceHostNotFoundInGateway',
    text: /not found in Gateway (\S+\/)?(istio-ingressgateway|tcp-echo-gateway)\./,
    why: 'The same Gateways: istioctl says of one that is not there that it does not take the hosts, either',
  },
  {
    message: 'ReferencedResourceNotFound',
    text: /^Referenced host\+subset in destinationrule not found: "(tcp-echo|sample\.bar\.svc\.cluster\.local)\+/,
    why: 'The files have neither the Service nor a DestinationRule for it. The doctor speaks where they have one of the two',
  },
]

/** What the doctor says and Istio does not expect in that case. @type {readonly { text: RegExp, why: string }[]} */
export const unexpected = [
  {
    text: /^TF902 .*virtual|^TF902 warning VirtualService default\/reviews/i,
    why: 'The routes name subsets that no DestinationRule has. The case runs only the analyzer of hosts; that of subsets says the same',
  },
  {
    text: /^TF308 error VirtualService (non-method-get|uri-with-prefix-exact|overlapping-|hello\/hello-export-to-bogus)/,
    why: 'The VirtualServices have one host. The case runs only the analyzer of matches or of hosts; that of conflicts says the same',
  },
  {
    text: /^TF904 warning (HTTP|GRPC)Route default\/negative-condition/,
    why: 'The parent has no kind, so by the Gateway API it is a Gateway, and there is none of that name. The case is about the status',
  },
]
