// Makes the fixed text of each file and its diff, and writes it for `--fix`.
import { closeSync, constants, ftruncateSync, openSync, readFileSync, realpathSync, writeSync } from 'node:fs'
import { isAbsolute, relative, sep } from 'node:path'
import { printable } from '@traceferry/core/internal'
import { structuredPatch } from 'diff'
import { DoctorError } from './errors.ts'
import { firstIndex } from './first-index.ts'
import { isFaithful } from './is-faithful.ts'
import { shownLine } from './output/excerpt.ts'
import { isYaml } from './read/documents.ts'
import { failureText } from './read/read-text.ts'
import { readYaml } from './read/read-yaml.ts'
import { type Source, sourceOf } from './read/source.ts'
import type { Edit, Finding } from './rule.ts'

export interface FixedFile {
  readonly source: Source
  readonly text: string
  /** How many findings this fixes. */
  readonly count: number
  readonly patch: string
}

/**
 * The files with their automatic fixes applied. When two edits touch, only the first is applied. A manifest in which anything else
 * would change is left unchanged.
 */
export function fixesOf(findings: readonly Finding[]): FixedFile[] {
  const bySource = new Map<Source, Finding[]>()
  for (const finding of findings) {
    if (!finding.edits?.length) continue
    const { source } = finding.place
    const known = bySource.get(source)
    if (known) known.push(finding)
    else bySource.set(source, [finding])
  }
  return [...bySource].flatMap(([source, ownFindings]): FixedFile[] => {
    const { edits, count } = compatible(ownFindings)
    const pieces = edits.flatMap(({ start, text }, n) => [source.text.slice(edits[n - 1]?.end ?? 0, start), text])
    const text = [...pieces, source.text.slice(edits.at(-1)?.end ?? 0)].join('')
    if (isYaml(source) && !isFaithful(source, text, edits.length)) return []
    return [{ source, text, count, patch: patchOf(source, text, edits) }]
  })
}

/** Writes the fixed files. Returns those it does not write: standard input, and links that lead out of their folder. */
export function writeFixes(fixes: readonly FixedFile[]): FixedFile[] {
  return fixes.filter(({ source, text }) => !write(source, text))
}

/** The diff for the user. It shows neighboring lines, so it masks the secrets in them. */
function patchOf(source: Source, text: string, edits: readonly Edit[]): string {
  const fixed = sourceOf(source.file, text)
  if (isYaml(source)) readYaml(fixed)
  const { points, before } = pointsOf(edits)
  const name = printable(source.file)
  const difference = structuredPatch('', '', source.text, text, undefined, undefined, { context: 2, timeout: 5000 })
  if (difference === undefined) return `--- ${name}\n+++ ${name}\n(${edits.length} changes, too many to show)`
  const { hunks } = difference
  const lines = hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines: changes }) => {
    let [old, fresh] = [oldStart, newStart]
    const shown = changes.flatMap((change) => {
      const mark = change[0]
      if (mark === '+') return [`+${shownLine(fixed, fresh++, points)}`]
      if (mark !== '-' && mark !== ' ') return [] // no newline at the end
      if (mark === ' ') fresh += 1
      return [`${mark}${shownLine(source, old++, mark === '-' ? before : [])}`]
    })
    return [`@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`, ...shown]
  })
  return [`--- ${name}`, `+++ ${name}`, ...lines].join('\n')
}

/** The offsets of the edits, in the old text and in the new one. */
function pointsOf(edits: readonly Edit[]): { before: number[]; points: number[] } {
  let moved = 0
  const points = edits.map(({ start, end, text }) => {
    const at = start + moved
    moved += text.length - (end - start)
    return at
  })
  return { before: edits.map(({ start }) => start), points }
}

/**
 * Returns false for a link to a place outside the folder that the user named. Throws TF808 when the file cannot be written
 * or has changed since it was read.
 */
function write({ file, text: before, folder }: Source, text: string): boolean {
  if (file === '<stdin>') return false
  try {
    const real = realpathSync(file)
    if (folder !== undefined && isOutside(relative(realpathSync(folder), real))) return false
    const descriptor = openSync(real, constants.O_RDWR | (constants.O_NOFOLLOW ?? 0))
    try {
      const now = readFileSync(descriptor, 'utf8')
      const mark = now.startsWith('\uFEFF') ? '\uFEFF' : ''
      if (now.slice(mark.length) !== before) throw new Error('it has changed since it was read')
      ftruncateSync(descriptor)
      const bytes = Buffer.from(mark + text)
      for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at, bytes.length - at, at)
    } finally {
      closeSync(descriptor)
    }
    return true
  } catch (error) {
    throw new DoctorError('TF808', `cannot fix ${file}: ${failureText(error)}`, 'use --dry-run to see the changes')
  }
}

function isOutside(path: string): boolean {
  return isAbsolute(path) || path.split(sep)[0] === '..'
}

function compatible(findings: readonly Finding[]): { edits: Edit[]; count: number } {
  // Sorted by position, and no two touch, so it is enough to compare an edit with its neighbors.
  const chosen: Edit[] = []
  let count = 0
  for (const { edits = [] } of findings) {
    const isSame = ({ start, end, text }: Edit) => {
      const one = chosen[firstIndex(chosen, (one) => one.start >= start)]
      return one?.start === start && one.end === end && one.text === text
    }
    const isFree = ({ start, end }: Edit) => {
      const n = firstIndex(chosen, (one) => one.start >= start)
      return (chosen[n - 1]?.end ?? -1) < start && end < (chosen[n]?.start ?? Number.POSITIVE_INFINITY)
    }
    if (edits.every(isSame)) count += 1
    else if (edits.every(isFree)) {
      for (const edit of edits)
        chosen.splice(
          firstIndex(chosen, (one) => one.start >= edit.start),
          0,
          edit,
        )
      count += 1
    }
  }
  return { edits: chosen, count }
}
