/** Makes the calls that the query of the URL asks for, with fetch as it was and as it is. */
export function redirectCases(url: string, plainFetch: typeof fetch): Promise<object>
