// A service and its twin without traceferry, the upstream that both call, and what is found wrong with either.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { talk } from './connection.js'
import { problemsOf, readCall, services } from './judge.js'
import { connectionOf, MOST, numberOf, requestOf } from './requests.js'
import { startUpstream } from './upstream.js'

/** How often a difference must come again, alone, before it counts: sockets race, and 400 overtakes an answer. */
const AGAIN = 4
const EXAMPLES = 20

/** { run(index), figures, problems, found, stop() }: `run` makes connection `index` of `seed`. */
export async function startBattle(seed, { execPath = process.execPath, naive = false } = {}) {
  const figures = {
    cases: 0,
    connections: 0,
    calls: 0,
    carrying: 0,
    headers: 0,
    outside: 0,
    refused: 0,
    raced: 0,
    hanging: 0,
    unclear: 0,
  }
  const problems = []
  const found = { count: 0, kinds: {} }
  const active = new Map()
  let latest = -1

  const report = ([kind, detail], index, text) => {
    found.count++
    found.kinds[kind] = (found.kinds[kind] ?? 0) + 1
    if (problems.length < EXAMPLES) problems.push({ what: `${kind}: ${detail}`, connection: index, bytes: text })
  }

  function seen(head) {
    const call = readCall(head)
    figures.calls++
    if (call.kind === 'out') figures.outside++
    const n = call.kind === undefined ? -1 : numberOf(call.token)
    if (n === undefined) {
      figures.unclear++
      return
    }
    const request = active.get(n) ?? (n >= 0 && n <= latest ? requestOf(seed, n) : undefined)
    if (request === undefined) return report(['no request caused it', head], -1, head)
    for (const problem of problemsOf(call, request)) report(problem, Math.floor(n / MOST), request.text)
    if (call.carried.length === 0) return
    figures.carrying++
    figures.headers += call.carried.length
  }

  const inside = await startUpstream('127.0.0.1', seen)
  const ignored = await startUpstream('127.0.0.9', seen)
  const env = {
    ...process.env,
    INSIDE: `http://127.0.0.1:${inside.port}`,
    OUTSIDE: `http://outside.example.com:${inside.port}`,
    IGNORED: `http://127.0.0.9:${ignored.port}`,
  }
  const start = (role) =>
    fork(fileURLToPath(new URL('service.js', import.meta.url)), { execPath, env: { ...env, ROLE: role } })
  const sides = [start(naive ? 'naive' : 'traceferry'), start('twin')]
  for (const side of sides)
    side.on('exit', (code) => code !== 0 && report(['a process ended', code], Math.floor(latest / MOST), ''))
  const [[{ ports }], [{ ports: twinPorts }]] = await Promise.all(sides.map((side) => once(side, 'message')))

  async function run(index) {
    const connection = connectionOf(seed, index)
    const { requests } = connection
    const service = index % services.length
    for (const request of requests) {
      active.set(request.n, request)
      latest = Math.max(latest, request.n)
    }
    const both = () => Promise.all([talk(ports[service], connection), talk(twinPorts[service], connection)])
    let [ours, theirs] = await both()
    figures.connections++
    figures.cases += requests.length
    figures.refused += ours.answers.startsWith('HTTP/1.1 4') || ours.answers.includes('\r\nHTTP/1.1 4') ? 1 : 0
    for (let again = 0; again < AGAIN && differ(ours, theirs); again++) {
      figures.raced += again === 0 ? 1 : 0
      ;[ours, theirs] = await both()
    }
    if (differ(ours, theirs)) {
      const answers = `${JSON.stringify(ours)} and, without, ${JSON.stringify(theirs)}`
      report(['another answer', answers], index, requests.map(({ text }) => text).join(''))
    }
    figures.hanging += ours.fate === 'hangs' ? 1 : 0
    for (const { n } of requests) active.delete(n)
    return { connection, ours, theirs }
  }

  async function stop() {
    for (const side of sides) {
      if (side.connected) side.send('report')
      const [{ faults, counters }] = side.connected
        ? await once(side, 'message')
        : [{ faults: [], counters: { failed: 0 } }]
      for (const fault of faults)
        report([side === sides[0] ? 'a fault of the service' : 'a fault of the twin', fault], -1, '')
      if (counters.failed > 0) report(['our failures', counters.failed], -1, '')
      if (side === sides[0]) Object.assign(figures, { dropped: counters.dropped })
      side.removeAllListeners('exit')
      if (side.connected) side.disconnect()
    }
    inside.close()
    ignored.close()
  }

  return { run, stop, figures, problems, found }
}

function differ(ours, theirs) {
  return ours.answers !== theirs.answers || ours.fate !== theirs.fate
}
