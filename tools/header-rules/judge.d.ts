// judge.js runs without a build; this is for the tests that import it.
export interface Judged {
  name: string
  fate: 'whole' | 'unsampled' | 'silenced' | 'ended' | 'chosen' | 'beside' | 'as asked'
  wrong: string[]
}
export function judge(options: { envoy: unknown; tracer: string }): Promise<Judged[]>
