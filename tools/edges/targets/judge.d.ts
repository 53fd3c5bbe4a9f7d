export function judge(
  reading: string,
  request: { method?: string; target?: string; lines: string[]; authority?: string },
): { n: number | undefined; carried: boolean; wrong: string | undefined }
