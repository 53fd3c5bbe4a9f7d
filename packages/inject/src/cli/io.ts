// What a command may touch of the process, and whether it may paint.
import pc from 'picocolors'

type Colors = ReturnType<typeof pc.createColors>

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
  // Only when it is to be read: touching it makes a pipe non-blocking.
  get stdin() {
    return process.stdin
  },
  exitCode(code) {
    process.exitCode = code
  },
}

/** Colors where people read: on a terminal, unless NO_COLOR is set; FORCE_COLOR overrules. */
export function colorsFor(stream: NodeJS.WriteStream): Colors {
  const { NO_COLOR, FORCE_COLOR } = process.env
  return pc.createColors(NO_COLOR ? false : FORCE_COLOR ? FORCE_COLOR !== '0' : stream.isTTY === true)
}
