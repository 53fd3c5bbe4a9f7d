// What proves who is who: the mesh's own certificate authority and a token per workload. Both are new for each mesh and disappear
// with its folder.
import { randomBytes } from 'node:crypto'
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../../shared/processes.js'
import { sidecarUser } from '../iptables.js'

/** Under the folder that istiod runs in: it looks for the four files there and signs with them. @returns the root's certificate */
export async function makeAuthority(folder) {
  const files = join(folder, 'etc', 'cacerts')
  await mkdir(files, { recursive: true })
  const file = (name) => join(files, `${name}.pem`)
  await run('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '7'],
    ...['-subj', '/O=shop/CN=root of this mesh', '-keyout', file('ca-key'), '-out', file('root-cert')],
    // Some versions of openssl add these by themselves.
    ...['-addext', 'keyUsage=critical,keyCertSign,cRLSign'],
  ])
  for (const name of ['ca-cert', 'cert-chain']) await copyFile(file('root-cert'), file(name)) // the root signs itself
  return readFile(file('root-cert'), 'utf8')
}

/** As an API server makes it for a workload; only the one who checks it knows whose it is. */
export const makeToken = () => randomBytes(24).toString('base64url')

/**
 * Puts the root's certificate (`root`, its text) and the token where an agent looks for them, under the folder that it runs in. All of it is
 * the sidecar's own: it also makes the socket there from which its Envoy gets certificates.
 */
export async function giveCredentials(folder, { root, token }) {
  const secrets = join(folder, 'var', 'run', 'secrets')
  await mkdir(join(secrets, 'istio'), { recursive: true })
  await mkdir(join(secrets, 'tokens'))
  await writeFile(join(secrets, 'istio', 'root-cert.pem'), root)
  await writeFile(join(secrets, 'tokens', 'istio-token'), token, { mode: 0o600 })
  await run('chown', ['-R', `${sidecarUser}:${sidecarUser}`, folder])
}
