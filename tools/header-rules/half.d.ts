// half.js runs without a build; this is for the tests that import it.
interface Counts {
  whole: number
  absent: number
  torn: number
}
export function atHalf(options: { envoy: unknown; tracer: string }): Promise<Record<'all' | 'withoutRequestId', Counts>>
