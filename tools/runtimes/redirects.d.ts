/** Runs all cases of redirects against a service of a runtime. */
export function checkRedirects(port: number, runtime: string): Promise<{ faults: string[]; cases: number }>
