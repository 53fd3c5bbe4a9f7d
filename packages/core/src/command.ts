/** What our commands share. No service loads it. It is not stable: any version may change it. */
export { type Io, isColored, processIo } from './command/io.ts'
export { type JsonStream, jsonStream } from './command/json-stream.ts'
export { runCommand } from './command/run-command.ts'
export { usageError } from './command/usage-error.ts'
export { watchOutput } from './command/watch-output.ts'
export { placeOf, type WithExitCode, withExitCode } from './command/with-exit-code.ts'
