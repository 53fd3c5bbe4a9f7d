// vectors.js runs without a build; this is for the tests that import it.
export function sent(): { name: string; why: string }[]
export function notSent(): Record<string, string[]>
