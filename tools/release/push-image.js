// The image job of a release: pushes the image that the build job made, as it is. It has the right to publish, so it needs nothing but
// Node and skopeo: no install, no build, no other file of this repository. Nothing is sent before every digest is right.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { appendFileSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    digest: { type: 'string', default: '' },
    registry: { type: 'string', default: 'ghcr.io/traceferry/inject' },
    // For a registry of this machine.
    insecure: { type: 'boolean', default: false },
    skopeo: { type: 'string', default: 'skopeo' },
  },
})
const folder = resolve(positionals[0] ?? 'release')
const archive = join(folder, 'traceferry-inject.tar')

verify()
const { digest, version } = indexOf(archive)
push()
console.log(`${values.registry}:${version} is ${digest}`)
// What is attested is the index, which names the image of each architecture.
if (process.env.GITHUB_OUTPUT) appendFileSync(process.env.GITHUB_OUTPUT, `image=${digest}\n`)

/** SHA256SUMS is the one that the build job told of, and the archive is the one in it. */
function verify() {
  const sums = readFileSync(join(folder, 'SHA256SUMS'))
  if (!/^[\da-f]{64}$/.test(values.digest))
    fail('--digest must be the SHA-256 of SHA256SUMS, in hex, as the build job gave it')
  if (sha256(sums) !== values.digest) fail('SHA256SUMS is not the one that the build job made')
  const line = sums
    .toString()
    .split('\n')
    .find((one) => one.endsWith('  traceferry-inject.tar'))
  if (line === undefined) fail(`traceferry-inject.tar is not in SHA256SUMS, beside ${readdirSync(folder).join(', ')}`)
  if (line.split(' ')[0] !== sha256(readFileSync(archive)))
    fail('traceferry-inject.tar is not as the build job made it')
}

/** What the archive's index.json says: the digest of the image, and its tag. It is the second file in it, behind two folders. */
function indexOf(file) {
  const bytes = readFileSync(file)
  for (let at = 0; bytes[at] !== 0; ) {
    const name = bytes.toString('latin1', at, at + 100).split('\u0000')[0]
    const size = Number.parseInt(bytes.toString('latin1', at + 124, at + 135), 8)
    if (name === 'index.json') {
      const [{ digest, annotations }] = JSON.parse(bytes.toString('utf8', at + 512, at + 512 + size)).manifests
      return { digest, version: annotations['org.opencontainers.image.ref.name'] }
    }
    at += 512 + Math.ceil(size / 512) * 512
  }
  return fail('traceferry-inject.tar has no index.json')
}

/** With the digests kept, so that what arrives is what was built. */
function push() {
  const { REGISTRY_USER: user, REGISTRY_PASSWORD: password } = process.env
  const target = `docker://${values.registry}`
  const insecure = values.insecure ? ['--dest-tls-verify=false'] : []
  const login = user ? ['--dest-creds', `${user}:${password}`] : []
  const copy = (to) => ['copy', '--all', '--preserve-digests', ...insecure, ...login, `oci-archive:${archive}`, to]
  execFileSync(values.skopeo, copy(`${target}:${version}`), { stdio: 'inherit' })
}

function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex')
}

/** @returns {never} */
function fail(why) {
  console.error(`error: ${why}. Nothing was sent.`)
  process.exit(1)
}
