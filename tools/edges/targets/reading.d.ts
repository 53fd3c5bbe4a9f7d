export function readingOf(host: unknown): 'inside' | 'outside' | 'either'
