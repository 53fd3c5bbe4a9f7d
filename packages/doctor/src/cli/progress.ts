// Shows how many files have been read, on stderr.
import { SingleBar } from 'cli-progress'

/** With fewer files the run ends before a progress line helps. */
const worthShowing = 200

/** Progress for large folders: a bar on a terminal, otherwise a plain line for every 1,000 files. */
export function progress(stream: NodeJS.WriteStream): { tick(done: number, all: number): void } {
  let bar: SingleBar | undefined
  return {
    tick(done, all) {
      if (all < worthShowing) return
      if (!stream.isTTY) {
        if (done % 1000 === 0 || done === all) stream.write(`read ${done} of ${all} files\n`)
        return
      }
      if (bar === undefined) {
        bar = new SingleBar({
          stream,
          format: 'reading {bar} {value}/{total} files',
          clearOnComplete: true,
          hideCursor: true,
        })
        bar.start(all, done)
      }
      bar.update(done)
      if (done === all) bar.stop()
    },
  }
}
