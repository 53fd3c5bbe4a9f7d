import pc from 'picocolors'
import type { Colors } from '../output/text.ts'

/** What a command may touch of the process that runs it. */
export interface Io {
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  readonly stdin: NodeJS.ReadStream
  exitCode(code: number): void
}

export const processIo: Io = {
  stdout: process.stdout,
  stderr: process.stderr,
  // Only when somebody is to be asked: touching it makes a pipe non-blocking.
  get stdin() {
    return process.stdin
  },
  exitCode(code) {
    process.exitCode = code
  },
}

/** Colours where somebody reads: on a terminal, unless NO_COLOR is set; FORCE_COLOR overrules. */
export function colorsFor(stream: NodeJS.WriteStream): Colors {
  const { NO_COLOR, FORCE_COLOR } = process.env
  return pc.createColors(NO_COLOR ? false : FORCE_COLOR ? FORCE_COLOR !== '0' : stream.isTTY === true)
}
