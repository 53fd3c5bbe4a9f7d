// Numbers and sentences as people read them.
import { kinds } from '../kinds.ts'
import type { ShownKind, Workload } from './shape.ts'

/** The headers that a mesh may need; which of them are there depends on its tracer. */
export const HEADERS =
  'x-request-id, traceparent, tracestate, b3, x-b3-traceid, x-b3-spanid, x-b3-parentspanid, x-b3-sampled, x-b3-flags'

/** Never 100 % if something is missing, and never 0 % if something is there. */
export function percent(share: number): string {
  const value = share * 100
  if (value > 99.9 && value < 100) return '>99.9 %'
  if (value > 0 && value < 0.1) return '<0.1 %'
  return `${value === 0 || value === 100 ? value : value.toFixed(1)} %`
}

/** `62.5 % (58.1-66.7)` */
export function rate({ share, interval }: Pick<Workload, 'share' | 'interval'>): string {
  if (share === undefined || interval === undefined) return '-'
  const [low, high] = interval
  return `${percent(share)} (${(low * 100).toFixed(1)}-${(high * 100).toFixed(1)})`
}

/** `hole 12, hangs flat 3` */
export function kindsText(kinds: readonly ShownKind[]): string {
  return kinds.map(({ title, count }) => `${title} ${count}`).join(', ')
}

export function many(count: number, one: string, more = `${one}s`): string {
  return `${count} ${count === 1 ? one : more}`
}

/** The fix for each kind of a workload's findings, in addition to the fix for its language. */
function adviceText({ kinds: found }: Workload): string {
  return found.flatMap(({ id }) => kinds.find((kind) => kind.id === id)?.advice ?? []).join(' ')
}

/** The fix, with the headers' names filled in. */
export function cureText(one: Workload): string {
  const { cure } = one
  if (cure === undefined) return ''
  const who = cure.client === 'unknown' ? 'a client without a user agent' : `${cure.language}, ${cure.client}`
  return `${who}: ${[adviceText(one), cure.cure.replaceAll('HEADERS', 'the headers')].filter(Boolean).join(' ')}`
}

/** A link to the store's page, or just the id. */
export function traceLink(template: string | undefined, id: string): string {
  return template === undefined ? id : template.replaceAll('{traceId}', encodeURIComponent(id))
}
