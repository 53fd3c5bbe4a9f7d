// A registry for the tarballs alone, so that `npm install @traceferry/express` works before anything is published: with
// the real names, versions and dependencies, unlike links or `file:`. All other packages come from where npm gets them.
import { createReadStream } from 'node:fs'
import { createServer } from 'node:http'
import { basename } from 'node:path'
import { listen, portOf } from '../shared/listen.js'

/**
 * Serves packages as `pack` gives them: of two versions of a name the first is its `latest`, the second its `next`.
 * Resolves to `{ npmrc, close }`: lines for a project's `.npmrc`.
 */
export async function startRegistry(packages) {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(String(request.url).split('?')[0]).slice(1)
    const tarball = packages.find(({ file }) => path === `-/${basename(file)}`)
    // Not stored: npm's cache would keep one copy per run, under a port that is never used again.
    response.setHeader('cache-control', 'no-store')
    if (tarball !== undefined) return createReadStream(tarball.file).pipe(response)
    const versions = packages.filter(({ name }) => name === path)
    if (versions.length === 0) return response.writeHead(404, { 'content-type': 'application/json' }).end('{}')
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(packument(path, versions, `http://${request.headers.host}`)))
  })
  await listen(server)
  return {
    npmrc: `@traceferry:registry=http://127.0.0.1:${portOf(server)}/\n`,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

function packument(name, versions, base) {
  const entries = versions.map(({ version, manifest, file, integrity }) => {
    const { folder, ...published } = manifest
    return [version, { ...published, version, dist: { tarball: `${base}/-/${basename(file)}`, integrity } }]
  })
  const [latest, next = latest] = entries.map(([version]) => version)
  // Installers that wait for a version to be some days old ask for its time.
  const time = Object.fromEntries(entries.map(([version]) => [version, '2026-01-01T00:00:00.000Z']))
  return { name, 'dist-tags': { latest, next }, versions: Object.fromEntries(entries), time }
}
