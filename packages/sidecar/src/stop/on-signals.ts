import { constants } from 'node:os'
import type { Drain } from './drain.ts'
import { drainState } from './drain-state.ts'
import type { GracefulSettings } from './graceful-options.ts'

/** A second SIGINT that comes sooner is the same: npm and a terminal both pass Ctrl-C on. */
const SAME = 500

/** Starts to drain at the first of the signals. A second SIGINT ends the process at once, for the person who waits. */
export function onSignals({ signals }: GracefulSettings, drain: Drain): void {
  for (const signal of signals) {
    if (drainState.handled.has(signal)) continue
    drainState.handled.add(signal)
    let first: number | undefined
    process.on(signal, () => {
      const now = performance.now()
      first ??= now
      if (signal === 'SIGINT' && now - first > SAME) process.exit(128 + constants.signals.SIGINT)
      void drain({ signal })
    })
  }
}
