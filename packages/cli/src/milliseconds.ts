// Reads the time in a flag.
import { InvalidArgumentError } from 'commander'

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 }

/** The part of a flag's help that describes its value. */
export const TIME = 'in milliseconds, or with a unit: 500ms, 30s, 2m'

/** Reads `30000`, `30s`, `500ms` or `2m` as milliseconds, and checks the limits. */
export function milliseconds(least: number, most: number): (text: string) => number {
  return (text) => {
    const [, number, unit = 'ms'] = /^(\d+(?:\.\d+)?) ?(ms|s|m)?$/.exec(text.trim()) ?? []
    const ms = Math.round(Number(number) * (units[unit] as number))
    if (ms >= least && ms <= most) return ms
    throw new InvalidArgumentError(`Write milliseconds from ${least} to ${most}, or a unit: 500ms, 30s, 2m.`)
  }
}
