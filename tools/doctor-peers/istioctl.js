// Runs `istioctl analyze` offline, built from the module whose test data is looked at, and sets what it says beside the doctor.
import { spawnSync } from 'node:child_process'
import { findIstioctl } from '../mesh/istio/binaries.js'
import { isAbout } from './compare.js'
import { messages } from './rules-of-messages.js'
import { codesOf, suiteFolder } from './suite.js'

/** Its analysis without a cluster: of all namespaces, else it looks at `default` alone and says that there is nothing. */
const analysis = ['analyze', '--use-kube=false', '--all-namespaces']

/**
 * @param {string} module
 * @param {{ rows: any[], known: Map<string, { findings: any[] }> }} compared of compare.js
 * @param {(text: string) => void} say
 * @returns `said`: which of the expected messages it says on the same files; `beside`: what it says there that no case expects,
 *   each with `ours`, whether the doctor says it (undefined where no rule is about it); `skipped` and `all`: names of its analyzers
 */
export async function offline(module, { rows, known }, say) {
  const program = await findIstioctl(say)
  const folder = suiteFolder(module)
  const names = new Map([...codesOf(module)].map(([name, { code }]) => [code, name]))
  const said = new Set()
  const beside = []
  for (const [files, { findings }] of known) {
    for (const { code, origin, message: text } of analyze(program, folder, files)) {
      const message = String(names.get(code))
      const expected = rows.filter(
        (row) => row.files === files && row.message === message && isSame(origin, row.object),
      )
      for (const row of expected) said.add(row)
      if (messages[message] === undefined) throw new Error(`rules-of-messages.js does not have ${message}, ${code}`)
      if (expected.length > 0) continue
      const { rules } = messages[message]
      const about = (finding) => isAbout(finding, origin) || isAbout(finding, plain(origin))
      const ours = rules && findings.some((finding) => rules.includes(finding.id) && about(finding))
      beside.push({ message, code, object: origin, text, files, ours })
    }
  }
  return { said, beside: distinct(beside), ...analyzersOf(program, folder, [...known.keys()][0]) }
}

function analyze(program, cwd, files) {
  const args = [...analysis, '--output', 'json', ...files.split(' ')]
  const { stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 26 })
  if (stdout.trim().startsWith('[')) return JSON.parse(stdout)
  throw new Error(`istioctl cannot read ${files}: ${stderr.trim()}`)
}

/** Which analyzers it leaves out without a cluster, as it says itself. */
function analyzersOf(program, cwd, files) {
  const { stdout, stderr } = spawnSync(program, [...analysis, '--verbose', ...files.split(' ')], {
    cwd,
    encoding: 'utf8',
  })
  const listed = (title) =>
    new RegExp(`${title} analyzers:\\n((?:\\t .*\\n)+)`).exec(stdout + stderr)?.[1].match(/\S+/g)
  const [skipped, all] = [listed('Skipped'), listed('Executed')]
  if (!skipped || !all) throw new Error(`istioctl does not say which analyzers it runs: ${stdout}${stderr}`)
  return { skipped, all }
}

function distinct(all) {
  return [...new Map(all.map((one) => [`${one.files} ${one.object} ${one.text}`, one])).values()]
}

const plain = (text) => text.replace(/ default\//, ' ')
const isSame = (origin = '', object) => plain(origin) === plain(object)
