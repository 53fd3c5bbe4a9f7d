// One contender in one cell: the instructions of a request, by function.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectTo } from '../cost/ask.js'
import { instructions } from '../cost/instructions.js'
import { startService } from '../speed/start.js'
import { symbolsOf } from './symbols.js'

/** Requests before the engine has optimized what it can, and then windows; the cheapest counts. */
const WARM = 1500
const WINDOWS = 5
const REQUESTS = 200

/** So that the engine says what it compiles where, leaves it there, and calls its own builtins where they are in Node. */
const NAMED = ['--perf-basic-prof', '--no-compact-code-space', '--no-short-builtin-calls']

/** With these names the engine keeps a log, too: in the folder where it was started, unless it is told another file. */
const logTo = (file) => [`--logfile=${file}`, '--no-logfile-per-isolate']

/** `Map` of instructions per request, or of the whole start, by the name of the function. */
export async function profile({ command, contender, cell, upstream, folders }) {
  const folder = mkdtempSync(join(tmpdir(), 'traceferry-where-'))
  const blocks = join(folder, 'blocks')
  const [program, plugin, path] = command
  const counted = [program, plugin, `${path},out=${blocks}`]
  // With the flags that let requests be counted soon and evenly, Node does not start as it does for a user.
  const meter = cell.startup ? instructions(counted, ['--no-warnings']) : instructions(counted)
  const service = await startService({
    ...{ contender, cell, upstream, folders },
    ...{ prefix: meter.command, flags: [...meter.flags, ...NAMED, ...logTo(join(folder, 'v8.log'))] },
  })
  try {
    if (cell.startup) {
      await service.during(meter.look(service))
      return byFunction(readFileSync(blocks, 'utf8'), symbolsOf(service.child.pid), 1)
    }
    const { ask, close } = await connectTo(service.port, cell)
    const look = () => service.during(meter.look(service))
    await service.during(ask(WARM))
    await look()
    let least = { all: Number.POSITIVE_INFINITY, text: '' }
    for (let i = 0; i < WINDOWS; i++) {
      await service.during(ask(REQUESTS))
      const all = await look()
      if (all < least.all) least = { all, text: readFileSync(blocks, 'utf8') }
    }
    close()
    return byFunction(least.text, symbolsOf(service.child.pid), REQUESTS)
  } finally {
    service.stop()
    rmSync(folder, { recursive: true })
  }
}

function byFunction(text, nameOf, requests) {
  const all = new Map()
  for (const line of text.trim().split('\n')) {
    const [address, counted] = line.split(' ')
    const name = nameOf(Number.parseInt(address, 16))
    all.set(name, (all.get(name) ?? 0) + Number(counted) / requests)
  }
  return all
}
