export function findGoProgram(
  program: { name: string; version: string; command: string; modules: readonly string[]; takes: string },
  say: (text: string) => void,
): Promise<string>
