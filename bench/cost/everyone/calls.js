// What a call by itself costs, without a network: a piece of bench/micro in a process of its own, under the emulator.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { quantile } from '../../speed/statistics.js'

const PROCESS = fileURLToPath(new URL('calls-process.js', import.meta.url))
const WARM = 10_000
const CALLS = 1000
const WINDOWS = 15

/**
 * Instructions per call, the median of the windows. `bare` is the same call without us.
 * @param {{ meter: any, cell: any, contender: any }} what
 */
export async function countCalls({ meter, cell, contender }) {
  const name = contender.name === 'bare' ? cell.untouched : `call: ${cell.name}`
  const [program, ...args] = [...meter.command, process.execPath, ...meter.flags, PROCESS]
  const child = spawn(program, [...args, JSON.stringify({ name, warm: WARM, calls: CALLS, windows: WINDOWS })], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '' },
  })
  const ended = new Promise((resolve) => child.on('close', resolve))
  const counts = []
  let said = ''
  for await (const line of createInterface({ input: child.stderr })) {
    const [, count] = /^instructions (\d+)$/.exec(line) ?? []
    if (count === undefined) said += `${line}\n`
    else counts.push(Number(count))
  }
  if ((await ended) !== 0) throw new Error(`"${name}" failed: ${said}`)
  return Math.round(
    quantile(
      counts.slice(1).map((count, i) => (count - counts[i]) / CALLS),
      0.5,
    ),
  )
}
