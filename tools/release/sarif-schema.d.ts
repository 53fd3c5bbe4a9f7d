export function findSarifSchema(): Promise<Record<string, unknown>>
