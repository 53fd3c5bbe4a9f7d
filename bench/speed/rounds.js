// One cell: all contenders' services stay up, and each round sends a short burst to every one of them, in a newly shuffled order. A
// machine that gets slower for a second slows a few bursts of one round, and a ratio within that round hardly changes; the median
// over many rounds does not.
import { onCore } from './loader.js'
import { startService } from './start.js'

/** How often a tracer takes part: in one of this many rounds. It is far from 1.00, and slow. */
const TRACERS_EVERY = 4

/** The bursts of a cell, for the progress line. */
export function burstsOf(contenders, rounds) {
  const often = contenders.filter(({ claims }) => claims !== TRACER).length
  return often * rounds + (contenders.length - often) * Math.ceil(rounds / TRACERS_EVERY)
}

/** What a tracer says of itself. */
const TRACER = 'trace id'

/**
 * `{ [contender]: { check, rounds: [{ cpu (µs per request), perSecond, p50, p99 (ms) }] } }`; undefined in the place of a
 * round that a contender took no part in.
 */
export async function measureCell({ cell, contenders, loader, folders, rounds, progress, ...sizes }) {
  // A burst of a service that makes many calls is as long as it is of one that makes few.
  const [requests, warm] = [sizes.requests, sizes.warm].map((n) => Math.ceil(n / Math.max(1, cell.fanOut / 2)))
  const running = []
  const results = {}
  try {
    for (const contender of contenders) {
      const service = await startService({ contender, cell, upstream: loader.upstream, folders, prefix: onCore(0) })
      running.push({ contender, service })
      const check = await loader.tell({ order: 'check', port: service.port, cell, contender })
      results[contender.name] = { check, rounds: [] }
      await loader.tell({ order: 'burst', port: service.port, cell, requests: warm })
      progress()
    }
    for (let round = 0; round < rounds; round++) {
      for (const { contender, service } of shuffled(running)) {
        if (contender.claims === TRACER && round % TRACERS_EVERY > 0) {
          results[contender.name].rounds.push(undefined)
          continue
        }
        const before = await service.ask('cpu')
        const burst = await loader.tell({ order: 'burst', port: service.port, cell, requests })
        const cpu = ((await service.ask('cpu')) - before) / burst.requests
        results[contender.name].rounds.push({ ...burst, cpu })
        progress()
      }
    }
    return results
  } finally {
    for (const { service } of running) service.stop()
  }
}

function shuffled(list) {
  const copy = [...list]
  for (let i = copy.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1))
    ;[copy[i], copy[j]] = [copy[j], copy[i]]
  }
  return copy
}
