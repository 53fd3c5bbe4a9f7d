/** The path of zizmor's binary, which is fetched at first. */
export function findZizmor(): Promise<string>
