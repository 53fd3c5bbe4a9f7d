// Starts the drain when a signal arrives.
import { constants } from 'node:os'
import type { Drain } from './drain.ts'
import { drainState } from './drain-state.ts'
import type { GracefulSettings } from './graceful-options.ts'

/** A second SIGINT within this time, in ms, is the same Ctrl-C: npm and the terminal both pass it on. */
const SAME_CTRL_C = 500

/** Starts to drain at the first signal. A second SIGINT ends the process at once, for the person who waits. */
export function onSignals({ signals }: GracefulSettings, drain: Drain): void {
  for (const signal of signals) {
    if (drainState.handled.has(signal)) continue
    drainState.handled.add(signal)
    let first: number | undefined
    process.on(signal, () => {
      const now = performance.now()
      first ??= now
      if (signal === 'SIGINT' && now - first > SAME_CTRL_C) process.exit(128 + constants.signals.SIGINT)
      void drain({ signal })
    })
  }
}
