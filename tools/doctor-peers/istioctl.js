// Runs `istioctl analyze` offline, built from the module whose test data is looked at.
import { spawnSync } from 'node:child_process'
import { goProgram } from '../charts/fetch.js'
import { suiteFolder } from './suite.js'
import { trees } from './trees.js'

const version = trees[0].module.split('@')[1]

/**
 * How many of the expected messages istioctl says without a cluster, on the same files. Fewer than its own tests, which run each
 * analyzer by itself and with objects that only a cluster has.
 */
export function offline(module, rows, say) {
  const program = goProgram('istioctl', `istio.io/istio/istioctl/cmd/istioctl@${version}`, say)
  const said = new Map()
  for (const { files } of rows) if (!said.has(files)) said.set(files, analyze(program, module, files))
  const isSaid = ({ files, code, object }) =>
    said.get(files).some((one) => one.code === code && isSame(one.origin, object))
  const found = rows.filter(isSaid)
  const ours = rows.filter(({ rules }) => rules)
  return `\`istioctl analyze --use-kube=false -A\`, built from the same module, says ${found.length} of the ${rows.length} on these files, and ${ours.filter(isSaid).length} of the ${ours.length}.`
}

function analyze(program, module, files) {
  const args = ['analyze', '--use-kube=false', '-A', '-o', 'json', ...files.split(' ')]
  const { stdout } = spawnSync(program, args, { cwd: suiteFolder(module), encoding: 'utf8', maxBuffer: 1 << 26 })
  return stdout.trim().startsWith('[') ? JSON.parse(stdout) : []
}

function isSame(origin = '', object) {
  const plain = (text) => text.replace(/ default\//, ' ')
  return plain(origin) === plain(object)
}
