// Runs the command on a text, as a shell would, and takes what it prints.
import { Readable, Writable } from 'node:stream'
import { run } from '../../src/index.ts'

export interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** @param input for standard input */
export async function runAudit(args: readonly string[], input: string | Buffer = ''): Promise<Ran> {
  const out = new Texts()
  const err = new Texts()
  const stdin = Readable.from(chunksOf(Buffer.from(input)))
  const io = { stdout: out, stderr: err, stdin, exitCode: () => {} } as unknown as Parameters<typeof run>[1]
  const code = await run(args, io)
  return { code, stdout: out.text, stderr: err.text }
}

class Texts extends Writable {
  text = ''
  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.text += chunk.toString()
    done()
  }
}

/** In parts whose ends fall anywhere: in the middle of a name, of a number, of a character. */
function* chunksOf(input: Buffer): Generator<Buffer> {
  const size = Math.max(1, Math.min(65_521, Math.ceil(input.length / 7)))
  for (let at = 0; at < input.length; at += size) yield input.subarray(at, at + size)
}

/** What it says of each workload: its kinds, by name. */
export function kindsOf({ stdout }: Ran): Record<string, string[]> {
  const { workloads } = JSON.parse(stdout) as { workloads: { name: string; kinds: { id: string }[] }[] }
  return Object.fromEntries(workloads.map(({ name, kinds }) => [name, kinds.map(({ id }) => id).sort()]))
}
