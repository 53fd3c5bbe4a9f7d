// Starts a project's program for real, sends it requests and looks at what arrived at the service that it calls.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { nodeBinary } from '../shared/nodes.js'
import { start } from '../shared/processes.js'
import { environment } from './project.js'
import { canaries, faultsOf, startUpstream } from './upstream.js'

const REQUESTS = 8
const CLIENTS = 3
const PATIENCE = 120_000 // milliseconds

/**
 * The faults of `node <main>`, with the line and without it. An empty list when each header arrived where it should, and
 * it warned once of what `warns` says, of nothing without.
 */
export async function check(folder, main, node, warns) {
  const faults = await ask(folder, main, node, {}, warns)
  const without = await ask(folder, main, node, { WITHOUT_LINE: '1' }, warns)
  return [...faults, ...without.map((fault) => `without the line, ${fault}`)]
}

async function ask(folder, main, node, env, warns) {
  const upstream = await startUpstream()
  const log = join(folder, `${main.replaceAll('/', '-')}${env.WITHOUT_LINE ? '.without' : ''}.log`)
  const program = start(main, nodeBinary(node), [join(folder, main)], {
    log,
    env: { ...environment(), ...env, ORDERS_URL: upstream.url },
  })
  try {
    const url = await listening(program)
    const sent = Array.from({ length: REQUESTS }, canaries)
    // All at once: a header of another request is worse than none.
    const answers = await Promise.all(
      sent.map((headers) =>
        fetch(`${url}/${headers['x-b3-spanid']}`, { headers, signal: AbortSignal.timeout(PATIENCE) }),
      ),
    )
    const refused = answers
      .filter(({ ok }) => !ok)
      .map(({ status }) => `answered ${status}:\n${readFileSync(log, 'utf8')}`)
    return [
      ...refused,
      ...warningFaults(readFileSync(log, 'utf8'), warns),
      ...sent.flatMap((headers) => faultsIn(upstream.calls, headers, env.WITHOUT_LINE === undefined)),
    ]
  } finally {
    await program.stop()
    upstream.close()
  }
}

function faultsIn(calls, sent, line) {
  const own = calls.filter(({ path }) => path.startsWith(`/${sent['x-b3-spanid']}/`))
  const missing = own.length === CLIENTS ? [] : [`${own.length} calls arrived instead of ${CLIENTS}`]
  return [...missing, ...own.flatMap((call) => faultsOf(call, line ? sent : undefined))]
}

function warningFaults(said, warns) {
  const warnings = said.split('\n').filter((text) => text.includes('Warning:'))
  const wanted = warns === undefined ? 0 : 1
  const right = warnings.length === wanted && warnings.every((text) => warns.test(text))
  return right ? [] : [`${warnings.length} warnings instead of ${wanted}: ${warnings.join('\n') || warns}`]
}

/** The URL that the program says it listens on. */
async function listening(program) {
  for (const until = Date.now() + PATIENCE; Date.now() < until; await sleep(20)) {
    const [, url] = /^listening on (\S+)$/m.exec(readFileSync(program.log, 'utf8')) ?? []
    if (url !== undefined) return url
    if (program.failure() !== undefined) throw new Error(program.failure())
  }
  throw new Error(`${program.name} did not listen:\n${readFileSync(program.log, 'utf8')}`)
}
