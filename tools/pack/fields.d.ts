/** What is wrong with the fields of a packed package. */
export function fieldFaults(one: { manifest: object; files: string[] }, root: object): string[]
