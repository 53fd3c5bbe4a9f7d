// Who sets the sidecars up, where it is not this command itself. A new one is a line here and an option.
import { step } from '../shared/steps.js'
import { version as consulVersion, findConsul } from './consul/binary.js'
import { consulSidecars } from './consul/control-plane.js'
import { findIstio, version as istioVersion } from './istio/binaries.js'
import { istioSidecars } from './istio/control-plane.js'
import { install } from './needs.js'

/**
 * By option: `find` its programs, its `sidecars` for one mesh, how many `envoys` that mesh has.
 * @type {Record<string, { name: string, version: string, find: (say: (text: string) => void) => Promise<any>, sidecars: (found: any, options: any) => any, envoys: number }>}
 */
const makers = {
  istio: { name: 'Istio', version: istioVersion, find: prepareIstio, sidecars: istioSidecars, envoys: 7 },
  // The gateway has a sidecar of its own beside it.
  consul: { name: 'Consul', version: consulVersion, find: findConsul, sidecars: consulSidecars, envoys: 8 },
}

/**
 * Finds what the options ask for, or builds it.
 * @returns `sidecars()` for startMesh (undefined: its own), how many `envoys`, and what the result says of it: `settings`
 */
export async function chooseMaker(options) {
  const key = Object.keys(makers).find((name) => options[name])
  if (key === undefined) return { sidecars: () => undefined, envoys: 7, settings: {} }
  const maker = makers[key]
  const found = await step(`Looking for ${maker.name}`, maker.find)
  const { envoys, version } = maker
  const mtls = key === 'consul' ? 'strict' : options.mtls // Consul has no other
  return { sidecars: () => maker.sidecars(found, options), envoys, settings: { [key]: version, mtls } }
}

async function prepareIstio(say) {
  await install({ openssl: 'openssl' }, say) // it makes the mesh's certificate authority
  return findIstio(say)
}
