// What is proved of each rule of the doctor, in its order. A NEW PROOF IS ONE FILE AND ONE LINE HERE.
//
// Each exports one object:
//   id    of the rule
//   rows  what is measured, each with
//     what      a line for the table
//     about     optional: which of the rule's findings in the bad manifest this row is about
//     change    optional: what to make of the fixture's text before the doctor and the proof read it
//     measure(objects, { envoy, short }) -> { text, works, figures }: puts what the manifest says into a real Envoy or a
//               real process, and tells what came of it; the same function for the bad manifest and for the good one
//     live(which, { envoy, short })  instead of measure, for what no manifest says: runs a service that is `bad` or `good`, and
//               gives `findings` as well: the doctor's, from the service's own report
//     agrees    optional: whether a number in the finding is the one that was measured
//     needs     optional: () -> why this cannot be shown on this machine, or undefined

import { portProtocol } from './tf201-port-protocol.js'
import { appProtocol } from './tf202-app-protocol.js'
import { httpsInMesh } from './tf203-https-in-mesh.js'
import { podAddressUrl } from './tf204-pod-address-url.js'
import { serverFirst } from './tf205-server-first.js'
import { portConflict } from './tf206-port-conflict.js'
import { doubleRetries } from './tf301-double-retries.js'
import { retryTime } from './tf302-retry-time.js'
import { appTimeout } from './tf303-app-timeout.js'
import { unsafeRetries } from './tf304-unsafe-retries.js'
import { strippedHeaders } from './tf305-stripped-headers.js'
import { unreachableRoute } from './tf309-unreachable-route.js'
import { noTimeout } from './tf310-no-timeout.js'
import { keepAliveRace } from './tf401-keep-alive-race.js'
import { agents } from './tf402-agents.js'
import { poolLimits } from './tf403-pool-limits.js'
import { streams } from './tf404-streams.js'
import { jobs } from './tf501-jobs.js'
import { startOrder } from './tf502-start-order.js'
import { stopping } from './tf503-stopping.js'
import { drainSettings } from './tf504-drain-settings.js'
import { probes } from './tf505-probes.js'
import { lostHeaders } from './tf601-lost-headers.js'
import { missingHost } from './tf901-missing-host.js'
import { missingSubset } from './tf902-missing-subset.js'
import { missingPort } from './tf903-missing-port.js'
import { noPods } from './tf905-no-pods.js'
import { targetPort } from './tf906-target-port.js'

/** @type {readonly { readonly id: string, readonly rows: readonly import('./judge.js').Row[] }[]} */
export const proofs = [
  portProtocol,
  appProtocol,
  httpsInMesh,
  podAddressUrl,
  serverFirst,
  portConflict,
  doubleRetries,
  retryTime,
  appTimeout,
  unsafeRetries,
  strippedHeaders,
  unreachableRoute,
  noTimeout,
  keepAliveRace,
  agents,
  poolLimits,
  streams,
  jobs,
  startOrder,
  stopping,
  drainSettings,
  probes,
  lostHeaders,
  missingHost,
  missingSubset,
  missingPort,
  noPods,
  targetPort,
]

const text = 'a fact of the text alone, or of a control plane: fixtures'
/** Of these only fixtures and public trees are looked at so far. */
const trees = 'no row yet: fixtures, and npm run tool -- doctor-peers'

/** Rules without a row, and why. */
/** @type {Readonly<Record<string, string>>} */
export const unproved = {
  TF101: 'npm run tool -- proof-listen',
  TF102: 'npm run tool -- proof-listen',
  TF103: 'npm run tool -- proof-listen',
  TF104: 'npm run tool -- proof-listen, npm run tool -- redis-peers',
  TF105: text,
  TF106: text,
  TF207: text,
  TF208: 'Linkerd’s proxy cannot be had here: fixtures',
  TF209: trees,
  TF306: text,
  TF307: text,
  TF308: 'istiod decides which of two VirtualServices counts: fixtures, and npm run tool -- doctor-peers',
  TF405: trees,
  TF506: 'Linkerd’s proxy cannot be had here: fixtures',
  TF602: 'npm run tool -- inject',
  TF701: text,
  TF702: text,
  TF703: 'ztunnel and istiod decide it: fixtures, and npm run tool -- doctor-peers',
  TF704: text,
  TF705: 'Linkerd’s control plane cannot be had here: fixtures',
  TF904: 'istiod decides which gateway gets a route: fixtures, and npm run tool -- doctor-peers',
}
