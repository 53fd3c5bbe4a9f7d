// One row: what the doctor says about the bad and the good manifest, beside what happens with each.
import { readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { diagnose, readInputs } from '@traceferry/doctor'
import { remove, temporaryFolder } from '../../shared/folders.js'
import { objectsIn } from './manifest.js'

const fixtures = new URL('../../../packages/doctor/test/fixtures/', import.meta.url)

/**
 * A row of a proof: what it is `about` in the doctor's message, how the manifest is to `change`, and what `measure` makes of it.
 * @typedef {object} Row
 * @property {string} what
 * @property {() => string | undefined} [needs] why it cannot run here
 * @property {RegExp} [about]
 * @property {(text: string, which: 'bad' | 'good') => string} [change]
 * @property {(objects: any[], options: any) => Promise<any>} [measure]
 * @property {(which: 'bad' | 'good', options: any) => Promise<any>} [live] instead of a manifest: what a process told about itself
 * @property {(finding: any, figures: any) => boolean} [agrees]
 */

/**
 * @returns `{ id, what, bad, good, right, why }`; bad and good are `{ text, works, findings, figures }`. What this machine
 * cannot show is not right: it has `skipped`, the reason, instead of bad and good.
 */
export async function judge(id, row, options) {
  const skipped = row.needs?.()
  if (skipped !== undefined) return { id, what: row.what, skipped, right: false }
  const [bad, good] = await Promise.all([side(id, row, 'bad', options), side(id, row, 'good', options)])
  const why = problem(id, row, bad, good)
  return { id, what: row.what, bad, good, right: why === undefined, ...(why ? { why } : {}) }
}

/** The fixture as the doctor reads it, and the same put to the test; or what a process told about itself. */
/**
 * @param {string} id
 * @param {Row} row
 * @param {'bad' | 'good'} which
 * @param {any} options
 */
async function side(id, { about = /./, change = (text, _which) => text, measure, live }, which, options) {
  if (live) return live(which, options)
  const text = change(await readFile(new URL(`${id}/${which}.yaml`, fixtures), 'utf8'), which)
  const findings = (await examined(text)).filter(
    (one) => which === 'good' || (one.id === id && about.test(one.message)),
  )
  return { ...(await measure?.(objectsIn(text), options)), findings }
}

/** `# mesh: istio@1.30` on the first line is the flag, as in the fixtures' own test. */
async function examined(text) {
  const mesh = /^# mesh: (.*)$/m.exec(text)?.[1]?.split(', ')
  const folder = await temporaryFolder(join(tmpdir(), 'traceferry-manifest-'))
  try {
    const file = join(folder, 'manifest.yaml')
    await writeFile(file, text)
    return diagnose(readInputs([file]), { mesh }).findings.map(({ rule, message, place }) => ({
      id: rule.id,
      line: place.line,
      message,
    }))
  } finally {
    remove(folder)
  }
}

/** Where doctor and reality differ, in words. */
function problem(id, { agrees }, bad, good) {
  if (bad.findings.length === 0) return `the doctor finds no ${id} in the bad manifest`
  if (good.findings.length > 0) return `the doctor finds ${good.findings[0].id} in the good manifest`
  if (bad.works) return 'the bad setting does no harm'
  if (!good.works) return 'the good setting does not help'
  if (agrees && !bad.findings.some((finding) => agrees(finding, bad.figures)))
    return `the doctor gives another number: ${bad.findings[0].message}`
  return undefined
}
