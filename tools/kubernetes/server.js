// etcd and kube-apiserver as processes, and kubectl to talk to them. No kubelet, no controllers: what is stored stays as
// it is, and nothing comes of it by itself.
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { kubeconfig } from '../mesh/istio/istiod.js'
import { ready } from '../mesh/programs.js'
import { start } from '../shared/processes.js'

/**
 * @param programs the paths of binaries.js
 * @param command how a program is started where the server is to run: `(program, args) => [program, args]`
 * @param ports of the server (`api`) and of etcd (`etcd`, `peer`); `flags` of the server, beside the usual
 * @returns `programs` that run, `kubectl(args, input?)`, and what others need to get in: `url`, `token`, `authority`
 */
export async function startServer(programs, { folder, command, ports, address, flags: more = {} }) {
  const files = join(folder, 'kubernetes')
  await mkdir(files)
  const etcd = await startEtcd(programs.etcd, { files, folder, command, ports })
  const token = randomBytes(24).toString('base64url')
  await writeFile(join(files, 'tokens.csv'), `${token},admin,admin,system:masters\n`, { mode: 0o600 })
  await writeKeys(files)
  const flags = {
    'etcd-servers': `http://127.0.0.1:${ports.etcd}`,
    'bind-address': '127.0.0.1',
    'secure-port': ports.api,
    'advertise-address': address,
    'cert-dir': files,
    'token-auth-file': join(files, 'tokens.csv'),
    'authorization-mode': 'RBAC',
    'service-account-issuer': 'https://kubernetes.default.svc',
    'service-account-key-file': join(files, 'accounts.pub'),
    'service-account-signing-key-file': join(files, 'accounts.key'),
    'service-cluster-ip-range': '10.96.0.0/16',
    'endpoint-reconciler-type': 'none',
    'enable-aggregator-routing': true, // calls webhooks at their pods: there is no kube-proxy behind a Service's address
    ...more,
  }
  const args = Object.entries(flags).map(([name, value]) => `--${name}=${value}`)
  const log = join(folder, 'kube-apiserver.log')
  const [file, all] = command(programs.apiserver, args)
  const server = start('kube-apiserver', file, all, { log })
  const url = `https://127.0.0.1:${ports.api}`
  const authority = join(files, 'apiserver.crt')
  const access = join(files, 'kubeconfig')
  const settings = kubeconfig(url, { token }, { 'certificate-authority': authority })
  await writeFile(access, JSON.stringify(settings), { mode: 0o600 })
  await ready(server, async () => (await kubectl(['get', '--raw', '/readyz'])) === 'ok')
  return { programs: [etcd, server], kubectl, url, token, authority }

  /** What kubectl prints. Rejects with what it complains about. */
  async function kubectl(args, input = '') {
    const [program, all] = command(programs.kubectl, [`--kubeconfig=${access}`, `--cache-dir=${files}/cache`, ...args])
    const { stdout, stderr, failed } = await execa(program, all, { input, reject: false })
    if (failed) throw new Error(stderr.trim() || stdout)
    return stdout
  }
}

async function startEtcd(etcd, { files, folder, command, ports }) {
  const [client, peer] = [`http://127.0.0.1:${ports.etcd}`, `http://127.0.0.1:${ports.peer}`]
  const args = [
    ...['--data-dir', join(files, 'etcd'), '--unsafe-no-fsync', '--log-level', 'warn'],
    ...['--listen-client-urls', client, '--advertise-client-urls', client],
    ...['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer, '--initial-cluster', `default=${peer}`],
  ]
  const [file, all] = command(etcd, args)
  return start('etcd', file, all, { log: join(folder, 'etcd.log') })
}

/** The key that signs the tokens of service accounts. */
async function writeKeys(files) {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
  await writeFile(join(files, 'accounts.key'), privateKey, { mode: 0o600 })
  await writeFile(join(files, 'accounts.pub'), publicKey)
}
