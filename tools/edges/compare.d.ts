export interface Wire {
  text: string
  raw?: string[]
}
export interface Run {
  lines: string[]
  wires: Wire[]
}
export function isInside(call: { host: string }): boolean
export function differenceOf(bare: Run, other: Run): { where: string; without: string; with: string } | undefined
export function withoutOurs(connections: Wire[], ours: readonly string[]): { wires: Wire[]; carried: number }
