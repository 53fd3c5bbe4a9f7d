import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { services } from '../../demo/topology.js'
import { findKustomize } from './tools/kustomize.ts'
import { ofKind, read } from './tools/manifests.ts'

const { render, why } = await findKustomize()
const root = fileURLToPath(new URL('../../..', import.meta.url))

describe('Dockerfile', () => {
  const dockerfile = readFileSync(`${root}/examples/kubernetes/Dockerfile`, 'utf8')

  test('holds the packages that the shop needs, and what the manifests start', () => {
    const copied = [...dockerfile.matchAll(/^COPY --from=build \/src\/packages\/(\w+) \/app\/packages\/\1$/gm)]
    expect(copied.map(([, name]) => name).sort()).toEqual([...needs('examples/shop')].sort())
    for (const name of Object.keys(services)) expect(existsSync(`${root}/examples/shop/services/${name}.js`)).toBe(true)
    expect(dockerfile).toMatch(/^WORKDIR \/app\/examples\/shop$/m)
  })

  test.skipIf(why)('runs as the user that the manifests name, with nothing between Node and its signals', async () => {
    const [, user] = /^USER (\d+)$/m.exec(dockerfile) ?? []
    for (const { spec } of ofKind('Deployment', read(await render!('base')))) {
      expect(spec.template.spec.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: Number(user) })
    }
    expect(dockerfile).toMatch(/^ENTRYPOINT \[\]\nCMD \["node", "services\/\w+\.js"\]$/m)
  })
})

/** The packages of this repository that a package needs, and those that they need. */
function needs(folder: string, found = new Set<string>()): Set<string> {
  const { dependencies = {} } = JSON.parse(readFileSync(`${root}/${folder}/package.json`, 'utf8'))
  for (const name of Object.keys(dependencies)) {
    const [, own] = /^@traceferry\/(\w+)$/.exec(name) ?? []
    if (own === undefined || found.has(own)) continue
    found.add(own)
    needs(`packages/${own}`, found)
  }
  return found
}
