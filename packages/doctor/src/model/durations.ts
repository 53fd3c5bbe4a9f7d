// Reads durations and prints them.
const units: Record<string, number> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1, us: 0.001, ns: 0.000001 }

/** Reads a duration as Go, Istio, Linkerd and the Gateway API write it (`1.5s`, `1m30s`, `250ms`). Returns ms. */
export function milliseconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (text === '0') return 0
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s|us|ns)/g)]
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) return undefined
  return parts.reduce((sum, [, number, unit]) => sum + Number(number) * units[unit!]!, 0)
}

/** 1500 -> `1.5 s`, 300 -> `300 ms`. */
export function durationText(ms: number): string {
  return ms >= 1000 ? `${Number((ms / 1000).toFixed(3))} s` : `${Number(ms.toFixed(3))} ms`
}

/** once, 3 times */
export function timesText(count: number): string {
  return count === 1 ? 'once' : `${count} times`
}

/**
 * Reads a time from an environment variable, with the unit in the value (`2s`) or in the name (`_MS`, `_SECONDS`). Returns ms.
 * A plain number is ms, as in every Node client. Below 100 it counts as seconds, because a timeout of 5 ms makes no sense.
 */
export function variableMs(name: string, value: string): number | undefined {
  if (!/^\d+(\.\d+)?$/.test(value)) return milliseconds(value)
  const number = Number(value)
  // traceferry's own variables are always in ms.
  if (/^TRACEFERRY_|_(MS|MILLIS|MILLISECONDS)$/i.test(name)) return number
  if (/_(S|SEC|SECS|SECONDS)$/i.test(name)) return number * 1000
  return number < 100 ? number * 1000 : number
}
