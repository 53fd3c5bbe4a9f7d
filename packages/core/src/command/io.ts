// What a command may use of the process that runs it: the standard streams, the exit code, colors.

/** What a command may use of the process that runs it. */
export interface Io {
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  readonly stdin: NodeJS.ReadStream
  exitCode(code: number): void
}

/** This process. */
export const processIo: Io = {
  stdout: process.stdout,
  stderr: process.stderr,
  // Read only when needed: reading the property makes a pipe non-blocking.
  get stdin() {
    return process.stdin
  },
  exitCode(code) {
    process.exitCode = code
  },
}

/** Whether to color what goes to a stream: on a terminal. NO_COLOR turns colors off; FORCE_COLOR decides for other streams. */
export function isColored(stream: NodeJS.WriteStream): boolean {
  const { NO_COLOR, FORCE_COLOR } = process.env
  return NO_COLOR ? false : FORCE_COLOR ? FORCE_COLOR !== '0' : stream.isTTY === true
}
