import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { compile } from '@traceferry/testkit'
import { beforeAll, describe, expect, test } from 'vitest'

// A pod's network as istio-init leaves it: an address, and iptables that hand all that goes out to port 15001.
const pod = `
ip link set lo up
ip link add eth0 type veth peer name outside
ip addr add 10.9.0.2/24 dev eth0
ip link set eth0 up
ip link set outside up
export KUBERNETES_SERVICE_HOST=10.9.0.1 KUBERNETES_SERVICE_PORT=443`
const redirect = 'iptables -t nat -A OUTPUT -p tcp ! -d 127.0.0.0/8 -j REDIRECT --to-ports 15001'

const folder = fileURLToPath(new URL('../..', import.meta.url))
const run = (...lines: string[]) =>
  execFileSync('unshare', ['--net', 'sh', '-ec', lines.join('\n')], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
const app = `'${process.execPath}' test/start-stop/apps/redirected.mjs`

/** Why no such network can be made here. */
function unable(): string | undefined {
  try {
    run(pod, redirect)
    return undefined
  } catch (error) {
    return `needs Linux, root, iproute2 and iptables: ${(error as Error).message.split('\n').slice(0, 2).join(' ')}`
  }
}
const why = unable()
if (why !== undefined) console.warn(`skipped, a real redirect: ${why}`)

beforeAll(() => compile('core', 'sidecar'))

describe.skipIf(why !== undefined)('in a network of its own', () => {
  test('with a redirect and no proxy yet, calls are refused in the name of the callee, and it waits', () => {
    const found = JSON.parse(run(pod, redirect, `SIDECAR=3000 ${app}`))
    expect(found).toMatchObject({ mesh: 'istio', ready: true, call: 'connect ECONNREFUSED 10.9.0.1:80' })
    // Far beyond `absentMs`, since the redirect gave the sidecar away.
    expect(found.waitedMs).toBeGreaterThan(1000)
  })

  test('without a redirect there is no mesh', () => {
    expect(JSON.parse(run(pod, `${app}`))).toMatchObject({ mesh: 'none', ready: true })
  })
})
