// One line on standard error: a bar on a terminal, otherwise a line now and then.
import cliProgress from 'cli-progress'

export function progressOf(total) {
  const bar = new cliProgress.SingleBar({
    format: '{bar} {value}/{total} {duration_formatted}, {eta_formatted} to go: {doing}',
    noTTYOutput: true,
    notTTYSchedule: 15_000,
    stream: process.stderr,
    etaBuffer: 200,
  })
  bar.start(total, 0, { doing: 'starting' })
  return { step: (doing) => bar.increment({ doing }), stop: () => bar.stop() }
}
