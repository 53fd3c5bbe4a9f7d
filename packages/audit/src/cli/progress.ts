// A line on stderr while a lot is read: a counter on a terminal, otherwise a line now and then.

/** Below this, there is no noticeable wait. */
const WORTH = 100_000
const OFTEN = 200 // milliseconds, on a terminal
const SELDOM = 10_000

export function progress(stream: NodeJS.WriteStream): { tick(records: number): void; end(): void } {
  let shown = Date.now()
  let isOpen = false
  return {
    tick(records) {
      if (records < WORTH || Date.now() - shown < (stream.isTTY ? OFTEN : SELDOM)) return
      shown = Date.now()
      stream.write(stream.isTTY ? `\r\x1b[Kread ${records} records` : `read ${records} records\n`)
      isOpen = true
    },
    end() {
      if (isOpen && stream.isTTY) stream.write('\r\x1b[K')
    },
  }
}
