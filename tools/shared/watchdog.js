// Ends what the demo started when the demo itself can no longer do it (kill -9, a crash).
// Its standard input is a pipe from the demo: a line `+pid` adds a process, `-pid` forgets one, and the end of the pipe
// means that the demo is gone. The demo starts it in a process group of its own, so that Ctrl-C does not reach it.
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'

const watched = new Set()

for await (const line of createInterface({ input: process.stdin })) {
  const pid = Number(line.slice(1))
  if (line.startsWith('+')) watched.add(pid)
  else watched.delete(pid)
}

signalAll('SIGTERM')
if (watched.size > 0) await sleep(2000)
signalAll('SIGKILL')

/** @param {NodeJS.Signals} signal */
function signalAll(signal) {
  for (const pid of watched) {
    try {
      process.kill(pid, signal)
    } catch {
      watched.delete(pid) // already gone
    }
  }
}
