import { SingleBar } from 'cli-progress'

/** Below this many files everything is done before anybody looks. */
const worthShowing = 200

/** A progress line on stderr for large trees: a bar on a terminal, else a plain line for every 1,000 files. */
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
