// nodes.js runs without a build; this is for the tests that import it.
export const lines: readonly string[]
export const major: number
export function nodeBinary(line: string, say?: (text: string) => void): string
