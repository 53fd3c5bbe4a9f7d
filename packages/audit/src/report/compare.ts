// After a fix: which services got better, compared with the JSON report of an earlier run.
import { readFile } from 'node:fs/promises'
import { printable } from '@traceferry/core/internal'
import { AuditError } from '../errors.ts'
import { isObject, objectsIn } from '../formats/json.ts'
import { wilson } from '../judge/wilson.ts'
import { label } from './label.ts'
import type { Report } from './shape.ts'
import { percent } from './words.ts'

/** How many of its calls each workload forwarded. */
export type Before = ReadonlyMap<string, { readonly calls: number; readonly forwarded: number }>

export interface Change {
  readonly workload: string
  readonly before: number | undefined
  readonly after: number | undefined
  /** `same` unless the two intervals do not overlap: a few calls more or less prove nothing. */
  readonly change: 'better' | 'worse' | 'same' | 'new' | 'gone'
}

export async function readBefore(file: string): Promise<Before> {
  const cure = 'give the output of an earlier run with --json'
  let value: unknown
  try {
    value = JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    throw new AuditError(
      'TF826',
      `${file} is not a report: ${error instanceof SyntaxError ? 'it is not JSON' : (error as Error).message}`,
      cure,
    )
  }
  if (!isObject(value) || value.version !== 1 || !Array.isArray(value.workloads))
    throw new AuditError('TF826', `${file} is not a report of the audit, or is from another version`, cure)
  return new Map(
    objectsIn(value.workloads).map((one) => [
      label({ name: String(one.name), namespace: typeof one.namespace === 'string' ? one.namespace : undefined }),
      { calls: Number(one.calls) || 0, forwarded: Number(one.forwarded) || 0 },
    ]),
  )
}

export function changesOf({ workloads }: Report, before: Before): readonly Change[] {
  const now = new Map(workloads.map((one) => [label(one), one]))
  const gone = [...before.keys()].filter((name) => !now.has(name) && before.get(name)!.calls > 0)
  const changes = workloads.flatMap((one): Change[] => {
    const old = before.get(label(one))
    const was = old === undefined || old.calls === 0 ? undefined : old.forwarded / old.calls
    if (was === undefined && one.share === undefined) return []
    return [{ workload: label(one), before: was, after: one.share, change: changeOf(old, one) }]
  })
  return [
    ...changes,
    ...gone.map((workload): Change => ({ workload, before: undefined, after: undefined, change: 'gone' })),
  ]
}

function changeOf(
  old: { calls: number; forwarded: number } | undefined,
  { calls, forwarded }: { calls: number; forwarded: number },
): Change['change'] {
  if (old === undefined || old.calls === 0) return 'new'
  if (calls === 0) return 'gone'
  const [lowBefore, highBefore] = wilson(old.forwarded, old.calls)
  const [low, high] = wilson(forwarded, calls)
  return low > highBefore ? 'better' : high < lowBefore ? 'worse' : 'same'
}

/** One line for each workload whose share changed, or that appeared or disappeared. */
export function changesText(changes: readonly Change[]): string {
  const shown = changes.filter(({ change }) => change !== 'same')
  if (shown.length === 0) return 'Nothing has changed since then, as far as the numbers show.\n'
  const text = (share: number | undefined) => (share === undefined ? '-' : percent(share))
  return `Since then:\n${shown.map(({ workload, before, after, change }) => `  ${change}: ${printable(workload)} ${text(before)} -> ${text(after)}\n`).join('')}`
}
