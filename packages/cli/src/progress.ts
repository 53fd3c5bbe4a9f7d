// Shows on stderr what `traceferry await` waits for.
import { printable } from '@traceferry/core/internal'

/** How often to write a line to a log, in milliseconds. A terminal updates every second. */
const LOG = 10_000

/** Writes to stderr while the command waits: a counter line on a terminal, otherwise a line from time to time. */
export function waiting(): { say(why: string): void; end(): void } {
  const { stderr } = process
  const started = Date.now()
  const seconds = () => Math.round((Date.now() - started) / 1000)
  let text = ''
  let ticker: NodeJS.Timeout | undefined
  const show = () => {
    const line = `traceferry await: ${text} (${seconds()} s)`
    if (!stderr.isTTY) stderr.write(`${line}\n`)
    else stderr.write(`\r\x1b[K${stderr.columns > 0 ? line.slice(0, stderr.columns - 1) : line}`)
  }
  return {
    say(why) {
      text = printable(why)
      show()
      ticker ??= setInterval(show, stderr.isTTY ? 1000 : LOG)
    },
    end() {
      clearInterval(ticker)
      if (text !== '' && stderr.isTTY) stderr.write('\r\x1b[K')
    },
  }
}
