/** What is wrong with the files of a packed package. */
export function contentFaults(one: { file: string; files: string[] }): string[]
