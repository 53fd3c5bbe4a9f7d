// Builds the image of the payload as an OCI layout (image-spec 1.1), without a container engine: what packages/inject/image/Dockerfile
// says, for every architecture, and the same bytes for the same commit.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { buildPayload } from '../build/payload.js'
import { remove, temporaryFolder } from '../shared/folders.js'
import { tarOf } from './tar.js'

const here = dirname(fileURLToPath(import.meta.url))
const register = join(here, '../../packages/register')

/** What Node.js is built for on Linux. */
export const architectures = ['amd64', 'arm64', 'ppc64le', 's390x']

const INDEX = 'application/vnd.oci.image.index.v1+json'
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
const CONFIG = 'application/vnd.oci.image.config.v1+json'
const LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip'

/**
 * Writes the layout into `folder`.
 * @param {string} folder
 * @param {{ only?: readonly string[], revision?: string }} [options] the architectures to build for; the commit, for the annotations
 * @returns {Promise<string>} the `digest` of the index, which is what an image is pinned by
 */
export async function buildLayout(folder, { only = architectures, revision } = {}) {
  mkdirSync(join(folder, 'blobs/sha256'), { recursive: true })
  const payload = await payloadFiles()
  const { version, license, repository } = JSON.parse(readFileSync(join(register, 'package.json'), 'utf8'))
  const annotations = {
    'org.opencontainers.image.title': 'traceferry-inject',
    'org.opencontainers.image.description':
      'The payload of traceferry inject: tracing headers through Node.js services',
    'org.opencontainers.image.version': version,
    'org.opencontainers.image.licenses': license,
    'org.opencontainers.image.source': repository.url.replace(/^git\+|\.git$/g, ''),
    ...(revision ? { 'org.opencontainers.image.revision': revision } : {}),
  }
  const shared = layer(folder, payloadLayer(payload))
  const manifests = []
  for (const architecture of only) {
    const program = layer(folder, [
      { path: 'bin/' },
      { path: 'bin/cp', bytes: await buildCopy(architecture), executable: true },
    ])
    manifests.push({
      ...image(folder, architecture, [shared, program], annotations),
      platform: { architecture, os: 'linux' },
    })
  }
  const index = blob(folder, INDEX, json({ schemaVersion: 2, mediaType: INDEX, manifests, annotations }))
  writeFileSync(join(folder, 'oci-layout'), json({ imageLayoutVersion: '1.0.0' }))
  const named = { ...index, annotations: { 'org.opencontainers.image.ref.name': version } }
  writeFileSync(join(folder, 'index.json'), json({ schemaVersion: 2, mediaType: INDEX, manifests: [named] }))
  return index.digest
}

/** The files of the payload, by name. */
async function payloadFiles() {
  const folder = await temporaryFolder(join(tmpdir(), 'traceferry-payload-'))
  buildPayload(folder)
  const files = readdirSync(folder)
    .sort()
    .map((name) => [name, readFileSync(join(folder, name))])
  remove(folder)
  return files
}

/**
 * At the root, where a volume that is the image itself has them, and in the folder from which the OpenTelemetry Operator
 * and our init container copy.
 */
function payloadLayer(payload) {
  const at = (folder) => payload.map(([name, bytes]) => ({ path: `${folder}${name}`, bytes }))
  return [{ path: 'autoinstrumentation/' }, ...at('autoinstrumentation/'), ...at('')]
}

/** Static, and without anything of the machine that builds it. */
async function buildCopy(architecture) {
  const folder = await temporaryFolder(join(tmpdir(), 'traceferry-cp-'))
  const env = {
    ...process.env,
    GOOS: 'linux',
    GOARCH: architecture,
    CGO_ENABLED: '0',
    GOFLAGS: '-buildvcs=false',
    GOWORK: 'off',
  }
  const args = ['build', '-trimpath', '-ldflags', '-s -w -buildid=', '-o', join(folder, 'cp'), '.']
  execFileSync('go', args, { cwd: join(here, 'copy'), env, stdio: ['ignore', 'ignore', 'inherit'] })
  const bytes = readFileSync(join(folder, 'cp'))
  remove(folder)
  return bytes
}

function image(folder, architecture, layers, annotations) {
  const config = {
    architecture,
    os: 'linux',
    config: {
      // By number, so that runAsNonRoot can be checked. Any other will do.
      User: '65532:65532',
      Env: ['PATH=/bin'],
      Entrypoint: ['/bin/cp', '-r', '/autoinstrumentation/.', '/traceferry'],
      WorkingDir: '/',
      Labels: annotations,
    },
    rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
    history: layers.map(() => ({ created_by: 'tools/image/layout.js' })),
  }
  const described = blob(folder, CONFIG, json(config))
  const descriptors = layers.map(({ mediaType, digest, size }) => ({ mediaType, digest, size }))
  const manifest = { schemaVersion: 2, mediaType: MANIFEST, config: described, layers: descriptors, annotations }
  return blob(folder, MANIFEST, json(manifest))
}

function layer(folder, files) {
  const archive = tarOf(files)
  return { ...blob(folder, LAYER, gzipSync(archive, { level: 9 })), diffId: digestOf(archive) }
}

function blob(folder, mediaType, bytes) {
  const digest = digestOf(bytes)
  writeFileSync(join(folder, 'blobs', digest.replace(':', '/')), bytes)
  return { mediaType, digest, size: bytes.length }
}

const json = (value) => Buffer.from(JSON.stringify(value))
const digestOf = (bytes) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`
