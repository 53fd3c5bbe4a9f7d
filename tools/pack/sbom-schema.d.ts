/** What is wrong with a bill of materials, or undefined. */
export function problemsOf(text: string): Promise<string | undefined>
