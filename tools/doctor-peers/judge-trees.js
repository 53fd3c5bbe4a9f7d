// Runs the doctor on public trees, and looks up the verdict on each distinct error.
import { readFileSync } from 'node:fs'
import { moduleFolder } from '../charts/fetch.js'
import { examine } from './doctor.js'
import { fixTree } from './fix-tree.js'
import { trees } from './trees.js'

const mesh = 'istio@1.30,linkerd@2.20'
const nothing = { objects: 0, counts: { error: 0, warning: 0, info: 0 }, errors: [], edits: [], crashes: [], gone: [] }
const judged = new URL('judged.json', import.meta.url)
const judgedEdits = new URL('judged-edits.json', import.meta.url)

/**
 * @typedef {{
 *   name: string, module: string, missing?: string, objects: number, counts: { error: number, warning: number, info: number },
 *   errors: { text: string, verdict?: string, why?: string }[], crashes: string[], gone: string[],
 *   edits: { text: string, count: number, verdict?: string, why?: string }[]
 * }} Row
 */

/**
 * One row for each tree: its objects, its counts, its distinct errors and the edits of --fix, with their verdicts. A tree that cannot be fetched has
 * the reason in `missing`, and nothing else.
 * @returns {Row[]}
 */
export function judgedTrees(say) {
  const verdicts = JSON.parse(readFileSync(judged, 'utf8'))
  const editVerdicts = JSON.parse(readFileSync(judgedEdits, 'utf8'))
  return trees.map(({ name, module, folders }) => {
    say(name)
    const folder = attempt(() => moduleFolder(module))
    if (folder instanceof Error) return { name, module, missing: folder.message.split('\n')[0], ...nothing }
    // Folder by folder: a tree is a set of examples, and a file that is not YAML stops a run.
    const runs = folders.map((one) => examine(folder, [one], mesh))
    const findings = runs.flatMap((run) => run.findings)
    const count = (severity) => findings.filter((one) => one.severity === severity).length
    const errors = distinct(findings).map((text) => ({ text, ...verdicts[name]?.[text] }))
    return {
      name,
      module,
      objects: runs.reduce((sum, { objects }) => sum + objects, 0),
      counts: { error: count('error'), warning: count('warning'), info: count('info') },
      errors,
      edits: Object.entries(fixTree(folder, folders, mesh)).map(([text, count]) => {
        const known = editVerdicts[name]?.[text]
        // More of the same is not the same: each one was looked at.
        return { text, count, ...(known?.count === count && known) }
      }),
      crashes: runs.flatMap(({ crash }) => crash ?? []),
      gone: Object.keys(verdicts[name] ?? {}).filter((text) => !errors.some((one) => one.text === text)),
    }
  })
}

function distinct(findings) {
  const errors = findings.filter(({ severity }) => severity === 'error')
  return [...new Set(errors.map(({ id, message }) => `${id} ${message}`))].sort()
}

function attempt(get) {
  try {
    return get()
  } catch (error) {
    return error
  }
}
