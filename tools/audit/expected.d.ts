import type { Report } from '@traceferry/audit'

export type Input = 'spans' | 'traced' | 'logs'
export function expectedOf(input: Input, tracer: string): Record<string, readonly string[]>
export function differencesOf(report: Report, input: Input, tracer: string): string[]
