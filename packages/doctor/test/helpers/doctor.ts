import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Io } from '@traceferry/core/command'
import { onTestFinished } from 'vitest'
import { run } from '../../src/index.ts'

export interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** The command line, in this process: exit code and everything it wrote. */
export async function doctor(...args: string[]): Promise<Ran> {
  const written = { stdout: '', stderr: '' }
  const stream = (name: 'stdout' | 'stderr') =>
    ({
      isTTY: false,
      write(text: string) {
        written[name] += text
        return true
      },
    }) as unknown as NodeJS.WriteStream
  const io: Io = {
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    stdin: { isTTY: false } as NodeJS.ReadStream,
    exitCode: () => {},
  }
  const code = await run(args, io)
  return { code, ...written }
}

/** A folder with these files, gone after the test. */
export function folderOf(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'doctor-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

/** The findings of `--format json`, short: `TF202 12`. */
export function short({ stdout }: Ran): string[] {
  const { findings } = JSON.parse(stdout) as { findings: { id: string; line: number }[] }
  return findings.map(({ id, line }) => `${id} ${line}`)
}
