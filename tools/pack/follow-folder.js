// A page followed to its end in an empty folder: with our line, and once more with the line taken out.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { freePorts } from '../shared/ports.js'
import { isEnding, run, start } from '../shared/processes.js'
import { crowdFaults } from './crowd-faults.js'
import { stepsOf, withoutLine } from './page-steps.js'
import { startUpstream } from './upstream.js'

const RED = /calls went out wrong[\s\S]*made before set-up/
const asItStands = (_, code) => code

/**
 * Follows the page of an entry of folders.js. `place` is `{ folder, npmrc, env }`. Resolves to `{ steps, wire, green, red, faults }`:
 * each command with its seconds; whether the ids were on the wire, and only with the line; whether the suite was green with the line,
 * and red without it, for the right reason.
 */
export async function followFolder(entry, place, say) {
  const upstream = await startUpstream()
  const walk = { ...place, upstream, say: (what) => say(`${entry.name}: ${what}`) }
  /** @type {{ steps: any[], wire: boolean, green: boolean, red: boolean, faults: string[] }} */
  const result = { steps: [], wire: false, green: false, red: false, faults: [] }
  try {
    /** @type {any[]} */
    const steps = stepsOf(entry)
    if (!steps.some(({ command }) => /\b(init|new)\b/.test(command))) steps.unshift(initialized)
    const right = await follow(walk, steps, asItStands)
    result.steps = right.done
    const bare = await follow(
      walk,
      steps.filter(({ kind }) => kind !== 'install'),
      withoutLine,
    )
    result.wire = right.wire.length === 0 && bare.wire.length === 0
    result.green = right.tests.length > 0 && right.tests.every(({ passed }) => passed)
    result.red = bare.tests.length > 0 && bare.tests.every(({ passed, said }) => !passed && RED.test(said))
    result.faults = [
      ...right.wire,
      ...bare.wire.map((fault) => `without the line, ${fault}`),
      ...(result.green ? [] : [`the suite is not green:\n${tail(right.tests)}`]),
      ...(result.red ? [] : [`without the line the suite is not red for that reason:\n${tail(bare.tests)}`]),
    ]
  } catch (error) {
    if (isEnding()) throw error
    result.faults = [error.message]
  } finally {
    upstream.close()
  }
  return result
}

/** @type {any} */
const initialized = { kind: 'install', command: 'npm init -y' }

/** One pass. Resolves to `{ done, tests, wire }`; `wire` is what was wrong with the calls, an error if no upstream was called. */
async function follow({ folder, npmrc, env, upstream, say }, steps, change) {
  const [port] = await freePorts(1)
  const here = (text) => text.replace(/\b8080\b/g, `${port}`).replace(/\b8081\b/g, new URL(upstream.url).port)
  /** @type {{ done: any[], tests: { passed: boolean, said: string }[], wire: string[] }} */
  const seen = { done: [], tests: [], wire: ['nobody was asked'] }
  const programs = []
  let cwd = folder
  const enter = (path) => {
    cwd = join(cwd, path)
    mkdirSync(cwd, { recursive: true })
    writeFileSync(join(cwd, '.npmrc'), npmrc)
  }
  const sh = (command) => ['-c', command.replace(/^(\w+=\S+ )?/, 'exec env $1')]
  const type = {
    start: (command) => {
      // The recording upstream stands in the place of `orders`.
      if (/\borders\.mjs\b/.test(command)) return
      const log = join(folder, `../program-${programs.length}.log`)
      programs.push(start(command, 'sh', sh(command.replace(/ *&$/, '')), { log, cwd, env }))
    },
    ask: async (command) => {
      const line = change === asItStands
      seen.wire = await crowdFaults(programs.at(-1), /http:\S+/.exec(command)?.[0], upstream, line)
    },
    test: async (command) => {
      const lines = []
      const options = { cwd, env, onLine: (line) => lines.push(line) }
      const passed = await run('sh', sh(command), options).then(
        () => true,
        (error) => (isEnding() ? Promise.reject(error) : false),
      )
      seen.tests.push({ passed, said: lines.join('\n') })
    },
    build: (command) => run('sh', ['-c', command], { cwd, env }),
    install: (command) => run('sh', ['-c', command], { cwd, env }),
  }
  enter('.')
  try {
    for (const { file, code, kind, command } of steps) {
      if (file !== undefined) write(join(cwd, file), here(change(file, code)))
      else if (command.startsWith('cd ')) enter(command.slice(3))
      else {
        say(command)
        const began = performance.now()
        await type[kind](here(command))
        seen.done.push({ kind, command, seconds: (performance.now() - began) / 1000 })
      }
    }
  } finally {
    for (const program of programs) await program.stop()
  }
  return seen
}

function write(path, text) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

const tail = (tests) =>
  tests
    .map(({ said }) => said)
    .join('\n')
    .split('\n')
    .slice(-30)
    .join('\n')
