// Writes a time limit as the header `grpc-timeout`: at most 8 digits and a unit (gRPC over HTTP/2, PROTOCOL-HTTP2.md,
// "Timeout").

const MAX_COUNT = 99_999_999

/** From fine to coarse, in milliseconds. Units below a millisecond are only used if less than one is left. */
const units: readonly (readonly [unit: string, ms: number])[] = [
  ['m', 1],
  ['S', 1000],
  ['M', 60_000],
  ['H', 3_600_000],
]
const small: typeof units = [
  ['u', 1e-3],
  ['n', 1e-6],
]

/**
 * Milliseconds as the value of a `grpc-timeout`, in the finest unit that can hold them. It is never longer than `ms`,
 * and never zero: some readers treat zero as no time left, others as no limit.
 *
 * @example
 * grpcTimeout(290.7) // '290m'
 * grpcTimeout(259_200_000) // '259200S'
 */
export function grpcTimeout(ms: number): string {
  for (const [unit, size] of units) {
    const count = Math.floor(ms / size)
    if (count >= 1 && count <= MAX_COUNT) return `${count}${unit}`
  }
  if (ms >= 1) return `${MAX_COUNT}H`
  for (const [unit, size] of small) {
    const count = Math.floor(ms / size)
    if (count >= 1) return `${count}${unit}`
  }
  return '1n'
}
