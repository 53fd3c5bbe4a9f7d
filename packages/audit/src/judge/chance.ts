// Did requests cause these calls, or did they only happen at the same time?
//
// A call that carries nothing cannot say which request it belongs to. But calls that requests cause begin while a request is open:
// the first ones soon after it came in, and the last ones end shortly before it ends. A timer's calls do so only as often as any
// other moment in the same minute. So each call is compared with moments around it: it must fit better than they do, by more than
// chance explains.
import type { Intervals } from './intervals.ts'

/** A call, and the requests of the sidecar that made it. */
export interface Timed {
  readonly start: number
  readonly end: number
  readonly requests: Intervals
}

export interface Chance {
  /** How many began while a request was open. */
  readonly open: number
  /** How many would have done so by chance. */
  readonly expected: number
  readonly caused: boolean
  /** The sidecars always had a request: nothing can be concluded. */
  readonly busy: boolean
}

/** How far the comparison moments are from a call, in gaps between two requests. */
const shifts = [-7.3, -4.1, -2.7, -1.3, 1.7, 3.1, 4.9, 8.3]
/** One false alarm in two thousand, and the same in standard deviations. */
const [ODDS, SURE] = [1 / 2000, 3.3]
/** With fewer than this, the second comparison means nothing. */
const FEW = 10

export function chanceOf(calls: readonly Timed[]): Chance {
  let [open, controls, openControls] = [0, 0, 0]
  const soon = { compared: 0, won: 0 }
  const late = { compared: 0, won: 0 }
  for (const { start, end, requests } of calls) {
    if (requests.isOpen(start)) open++
    for (const shift of shifts) {
      const moment = momentNear(start, shift * requests.gap, requests)
      controls++
      if (requests.isOpen(moment)) openControls++
      compare(soon, requests.sinceLast(start), requests.sinceLast(moment))
      const other = momentNear(end, shift * requests.gap, requests)
      compare(late, requests.untilNextEnd(end), requests.untilNextEnd(other))
    }
  }
  const all = calls.length
  // Adds half a moment, so that a small sample never looks certain.
  const share = (openControls + 0.5) / (controls + 1)
  const isMoreOpen = tail(open, all, share) < ODDS
  // The share of moments that one call beats is anything from 0 to 1, equally: its variance is 1/12.
  const isNear = ({ compared, won }: typeof soon) =>
    all >= FEW && compared > 0 && (won / compared - 0.5) * Math.sqrt(12 * all) > SURE
  return {
    open,
    expected: share * all,
    caused: open > 0 && (isMoreOpen || isNear(soon) || isNear(late)),
    busy: share > 0.9,
  }
}

function compare(sum: { compared: number; won: number }, own: number, other: number): void {
  if (!Number.isFinite(own) || !Number.isFinite(other)) return
  sum.compared++
  sum.won += own < other ? 1 : own === other ? 0.5 : 0
}

/** Within the recorded time: before and after it, nothing was open, but nothing was recorded either. */
function momentNear(time: number, shift: number, { first, last }: Intervals): number {
  if (time + shift >= first && time + shift <= last) return time + shift
  if (time - shift >= first && time - shift <= last) return time - shift
  return Math.min(last, Math.max(first, first + (Math.abs(shift) % Math.max(1, last - first))))
}

/** The probability that `count` or more of `all` tries succeed, if each succeeds with probability `share`. */
function tail(count: number, all: number, share: number): number {
  if (count === 0) return 1
  if (all > 1000) {
    const z = (count - share * all) / Math.sqrt(all * share * (1 - share))
    return z > SURE ? 0 : 1
  }
  let log = 0 // of the probability of exactly i
  for (let i = 0; i < count; i++) log += Math.log((all - i) / (i + 1))
  log += count * Math.log(share) + (all - count) * Math.log(1 - share)
  let sum = 0
  for (let i = count; i <= all; i++) {
    sum += Math.exp(log)
    log += Math.log(((all - i) / (i + 1)) * (share / (1 - share)))
  }
  return sum
}
