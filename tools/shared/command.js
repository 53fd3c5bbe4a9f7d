// The frame of a command that starts programs: they end with it, also at Ctrl-C, and its exit code says how it went.
import { Unprepared } from './errors.js'
import { isEnding, stopAll } from './processes.js'

const unprepared = 2

/**
 * Runs `main(conclude)` and then `stop()`. The exit code is 0 or 1 from the moment that main calls `conclude(whole)`,
 * before that 2, or 128 + n when signal n ended it.
 * @param {(conclude: (whole: boolean) => void) => Promise<unknown>} main
 * @param {() => Promise<unknown>} [stop]
 */
export async function runCommand(main, stop = stopAll) {
  let status = unprepared
  for (const [signal, number] of Object.entries({ SIGHUP: 1, SIGINT: 2, SIGTERM: 15 })) {
    process.on(signal, async () => {
      if (isEnding()) return // npm passes Ctrl-C on, so it may come twice
      const concluded = status !== unprepared
      await stop()
      process.exit(concluded ? status : 128 + number)
    })
  }
  try {
    await main((whole) => {
      status = whole ? 0 : 1
    })
    await stop()
  } catch (error) {
    const interrupted = isEnding()
    await stop()
    if (!interrupted) console.error(error instanceof Unprepared ? `\n${error.message}` : error)
  }
  process.exitCode = status // not exit(): stdout may be a slow pipe
}
