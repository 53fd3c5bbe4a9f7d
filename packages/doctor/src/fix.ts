import { writeFileSync } from 'node:fs'
import { createTwoFilesPatch } from 'diff'
import type { Source } from './read/source.ts'
import type { Edit, Finding } from './rule.ts'

export interface Fixed {
  readonly source: Source
  readonly text: string
  /** How many findings it mends. */
  readonly count: number
  readonly patch: string
}

/** The texts in which the mechanical findings are mended. Of edits that touch one another the first is made. */
export function fixesOf(findings: readonly Finding[]): Fixed[] {
  const bySource = new Map<Source, Finding[]>()
  for (const finding of findings) {
    if (!finding.edits?.length) continue
    const { source } = finding.place
    bySource.set(source, [...(bySource.get(source) ?? []), finding])
  }
  return [...bySource].map(([source, own]) => {
    const { edits, count } = compatible(own)
    let text = source.text
    for (const { start, end, text: to } of edits.toReversed()) text = text.slice(0, start) + to + text.slice(end)
    const patch = createTwoFilesPatch(source.file, source.file, source.text, text, undefined, undefined, { context: 2 })
    return { source, text, count, patch }
  })
}

/** Writes the mended files; standard input cannot be written to. */
export function writeFixes(fixes: readonly Fixed[]): void {
  for (const { source, text } of fixes) if (source.file !== '<stdin>') writeFileSync(source.file, text)
}

function compatible(findings: readonly Finding[]): { edits: Edit[]; count: number } {
  const chosen: Edit[] = []
  let count = 0
  for (const { edits } of findings) {
    const isSame = (edit: Edit) =>
      chosen.some((one) => one.start === edit.start && one.end === edit.end && one.text === edit.text)
    const isFree = (edit: Edit) => chosen.every((one) => edit.end < one.start || one.end < edit.start)
    if (edits!.every(isSame)) count += 1
    else if (edits!.every(isFree)) {
      chosen.push(...edits!)
      count += 1
    }
  }
  return { edits: chosen.sort((a, b) => a.start - b.start), count }
}
