// Prints the lines that TRACEFERRY_DEBUG asks for.
import { printable } from '../shared/printable.ts'
import { slot } from '../shared/slot.ts'

/** How often the same line is printed, and the maximum number of lines: a service may run for weeks. */
const TIMES = 10
const MOST = 1000

// Counted for the process, not for each copy of this package.
const said = slot(Symbol.for('traceferry.debug.v1'), () => ({ lines: 0, times: new Map<string, number>() }))

/** Prints a line on stderr, in a form that is safe there. Never throws: some lines are about a call that is being made. */
export function say(line: string): void {
  try {
    const times = (said.times.get(line) ?? 0) + 1
    if (said.lines >= MOST || times > TIMES) return
    said.times.set(line, times)
    said.lines++
    write(times === TIMES ? `${line} (printed ${TIMES} times, and not again)` : line)
    if (said.lines === MOST) write(`${MOST} lines, and no more from this process`)
  } catch {
    // A stderr that is closed.
  }
}

/** The same, but only once. */
export function sayOnce(line: string): void {
  if (!said.times.has(line)) say(line)
}

function write(line: string): void {
  process.stderr.write(`traceferry: ${printable(line)}\n`)
}
