// What a command may use of the process that runs it: the standard streams, the exit code, colors.
import pc from 'picocolors'
import type { Colors } from '../output/text.ts'

/** What a command may use of the process that runs it. */
export interface Io {
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  readonly stdin: NodeJS.ReadStream
  exitCode(code: number): void
}

export const processIo: Io = {
  stdout: process.stdout,
  stderr: process.stderr,
  // Read only when there is a question to ask: reading the property makes a pipe non-blocking.
  get stdin() {
    return process.stdin
  },
  exitCode(code) {
    process.exitCode = code
  },
}

/** Colors on a terminal. NO_COLOR turns them off; FORCE_COLOR decides for other streams. */
export function colorsFor(stream: NodeJS.WriteStream): Colors {
  const { NO_COLOR, FORCE_COLOR } = process.env
  return pc.createColors(NO_COLOR ? false : FORCE_COLOR ? FORCE_COLOR !== '0' : stream.isTTY === true)
}
