// The rules that lead a pod's TCP through its sidecar without its programs knowing. Chain by chain those that Istio's
// `pilot-agent istio-iptables` writes (istio/istio, tools/istio-iptables/pkg/capture/run.go and its golden files).

/** The sidecar's user: what runs under it is not redirected, else its own calls would come back to it. */
export const sidecarUser = 1337
export const outboundPort = 15001
export const inboundPort = 15006

/** For iptables-restore. */
export const rules = `*nat
:ISTIO_INBOUND - [0:0]
:ISTIO_REDIRECT - [0:0]
:ISTIO_IN_REDIRECT - [0:0]
:ISTIO_OUTPUT - [0:0]
-A ISTIO_REDIRECT -p tcp -j REDIRECT --to-ports ${outboundPort}
-A ISTIO_IN_REDIRECT -p tcp -j REDIRECT --to-ports ${inboundPort}
-A PREROUTING -p tcp -j ISTIO_INBOUND
-A ISTIO_INBOUND -p tcp -j ISTIO_IN_REDIRECT
-A OUTPUT -p tcp -j ISTIO_OUTPUT
# From the sidecar to its app: it calls from 127.0.0.6.
-A ISTIO_OUTPUT -s 127.0.0.6/32 -o lo -j RETURN
# The app calls itself by its service's name: through the sidecar's inbound side.
-A ISTIO_OUTPUT ! -d 127.0.0.1/32 -o lo -p tcp -m owner --uid-owner ${sidecarUser} -j ISTIO_IN_REDIRECT
-A ISTIO_OUTPUT -o lo -m owner ! --uid-owner ${sidecarUser} -j RETURN
-A ISTIO_OUTPUT -m owner --uid-owner ${sidecarUser} -j RETURN
-A ISTIO_OUTPUT -d 127.0.0.1/32 -j RETURN
-A ISTIO_OUTPUT -j ISTIO_REDIRECT
COMMIT
`
