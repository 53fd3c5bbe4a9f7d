// Decides about a timeout only after the network events that already came.

/**
 * Runs a function after Node has read what its sockets received. When the process was busy for longer than a timeout, its
 * timers fire before that, and a port that refused at once would count as one that hangs.
 */
export function afterPoll(fn: () => void): void {
  setImmediate(fn)
}
