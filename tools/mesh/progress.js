// A bar while load is sent: redrawn on a terminal, a line now and then elsewhere. On stderr.
import cliProgress from 'cli-progress'
import pc from 'picocolors'

/** Runs `work(tick)`; each `tick()` is one answer of `total`. Says at the end how long `what` took. */
export async function withProgress(what, total, work) {
  const started = Date.now()
  const bar = new cliProgress.SingleBar({
    format: `  ${what} {bar} {value}/{total}`,
    hideCursor: true,
    clearOnComplete: true,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    stream: process.stderr,
    noTTYOutput: true,
    notTTYSchedule: 15_000,
  })
  bar.start(total, 0)
  const result = await Promise.resolve(work(() => bar.increment())).finally(() => bar.stop())
  console.error(`${pc.green('✔')} ${what} (${((Date.now() - started) / 1000).toFixed(1)} s)`)
  return result
}
