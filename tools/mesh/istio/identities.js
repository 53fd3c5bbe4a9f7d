// Which service called which, by the certificates that the sidecars showed each other: x-forwarded-client-cert, as the callee's sidecar
// notes it on its span. And who gets in without one.
import { execa } from 'execa'
import { front, services } from '../../demo/topology.js'
import { serviceOf } from '../../envoy/traces.js'
import { appPort, controlPlane, namespace, places } from '../addresses.js'
import { scriptOf } from '../programs.js'

/**
 * @param nameIn gives the service that a certificate's URI is for
 * @returns numbers: `calls` that came in at services, and `certified`: those that came with one certificate, of a service
 * that makes such calls. Two of them on one call would be an app that forwards its caller's.
 */
export function identities(spans, nameIn) {
  const calls = spans.filter((span) => span.kind === 'SERVER' && services[serviceOf(span) ?? ''])
  return { calls: calls.length, certified: calls.filter((span) => isCertified(span, nameIn)).length }
}

/** The service that a certificate of Istio's is for. */
export function nameIn(uri) {
  const [, space, account] = /^spiffe:\/\/cluster\.local\/ns\/([^/]+)\/sa\/([^/]+)$/.exec(uri) ?? []
  return space === (account === 'gateway' ? controlPlane : namespace) ? account : undefined
}

function isCertified(span, nameIn) {
  const callee = serviceOf(span)
  const certificates = (span.tags['header:x-forwarded-client-cert'] ?? '').split(',')
  const [, by, caller] = /^By=([^;]+);.*;URI=([^;]+)(;|$)/.exec(certificates[0]) ?? []
  if (certificates.length !== 1 || !by) return false
  return nameIn(by) === callee && callersOf(callee).includes(nameIn(caller))
}

function callersOf(callee) {
  const names = Object.keys(services).filter((name) => services[name].includes(callee))
  return callee === front ? [...names, 'gateway'] : names
}

/**
 * Calls every service in plain text, on its pod's address, from the pod outside the mesh.
 * @returns per service what came of it: a status, or the error's code
 */
export async function callFromOutside({ pods }) {
  const urls = Object.values(places).map(({ pod }) => `http://${pod}:${appPort}/healthz`)
  const [command, args] = pods.client.command(process.execPath, [scriptOf('istio/outsider'), ...urls])
  const { stdout } = await execa(command, args)
  return Object.fromEntries(JSON.parse(stdout).map((outcome, index) => [Object.keys(places)[index], outcome]))
}
