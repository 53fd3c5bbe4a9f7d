// Does what --fix asks for: writes the fixed files, and shows the difference.
import type { Io } from '@traceferry/core/command'
import { printable } from '@traceferry/core/internal'
import type { Diagnosis } from '../diagnose.ts'
import { type FixedFile, fixesOf, writeFixes } from '../fixes.ts'
import { plural } from '../output/summary.ts'
import { colorsFor } from './colors-for.ts'

/** Fixes files, and returns whether any file changed and must be read again. Diffs go to stderr, findings to stdout. */
export function applyFixes(diagnosis: Diagnosis, dryRun: boolean, { stderr }: Io): boolean {
  const fixes = fixesOf(diagnosis.findings)
  const { green, red, cyan } = colorsFor(stderr)
  for (const { patch } of fixes) {
    const lines = patch.split('\n')
    const paint = (line: string) =>
      /^@@/.test(line) ? cyan(line) : line.startsWith('+') ? green(line) : line.startsWith('-') ? red(line) : line
    stderr.write(`${lines.map(paint).join('\n')}\n`)
  }
  const left = dryRun ? fixes : writeFixes(fixes)
  const fixed = fixes.filter((fix) => !left.includes(fix))
  if (fixed.length > 0) stderr.write(`fixed ${counted(fixed)}\n`)
  if (fixes.length === 0) stderr.write('nothing to fix: no finding has a fix that the manifests prove\n')
  if (left.length > 0) stderr.write(`${dryRun ? 'would fix' : 'not fixed:'} ${counted(left)}\n`)
  for (const { source } of dryRun ? [] : left.filter(({ source }) => source.folder !== undefined)) {
    stderr.write(
      `not changed: ${printable(source.file)} leads out of ${printable(source.folder!)}; name the file itself to fix it\n`,
    )
  }
  return fixed.length > 0
}

function counted(fixes: readonly FixedFile[]): string {
  const count = fixes.reduce((sum, fix) => sum + fix.count, 0)
  return `${plural(count, 'finding')} in ${plural(fixes.length, 'file')}`
}
