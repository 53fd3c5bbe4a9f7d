// Faults in the mesh: the shop's places taken by services of the audit's proof (tools/audit/plan.js), a few at a time. The audit
// must name each with its kind, and nobody else: from the spans, and from the access logs where the sidecars write some.
import { cp, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { audit } from '@traceferry/audit'
import { execa } from 'execa'
import { expectedOf } from '../audit/expected.js'
import { commandOf, environmentOf, goProgram } from '../audit/programs.js'
import { services } from '../demo/topology.js'
import { step } from '../shared/steps.js'
import { beginLogs } from './access-logs.js'
import { appPort } from './addresses.js'
import { scriptOf } from './programs.js'

/** Who stands where; the rest is whole. inventory and payments call one service, which is all that some of these can. */
const rounds = [
  { inventory: 'py-lost', orders: 'stale', payments: 'go-lost' },
  { inventory: 'trace-only', orders: 'mixer', payments: 'sdk' },
  { inventory: 'py-whole', orders: 'id-only', payments: 'ticker' },
]
const load = { requests: 120, perSecond: 3 }

/** Of each round: by place in the shop, the service of the audit's proof that stands there. */
export const planted = rounds.map((round) =>
  Object.fromEntries(
    Object.keys(services).map((place) => [place, round[place] ?? (services[place].length > 0 ? 'front' : 'sink')]),
  ),
)

/**
 * @param {any} mesh
 * @param {{ tracer: string, url: string, record?: string }} settings `record`: a folder to keep what the audit reads
 * @returns by round and input, such as `1, logs`, the differences from what was planted: none when all is found, and no more
 */
export async function plantedRounds(mesh, { tracer, url, record }) {
  const go = await goProgram()
  const found = {}
  for (const [index, places] of planted.entries()) {
    const name = `faults ${index + 1}`
    await step(`${name}: ${Object.entries(rounds[index]).map((pair) => pair.join(' is '))}`, async () => {
      const containers = Object.entries(places).map(([place, fault]) => [
        place,
        container(place, fault, { go, tracer }),
      ])
      await mesh.restartApps({}, Object.fromEntries(containers))
      for (const [input, where] of Object.entries(await readOf(mesh, { name, url, places }))) {
        if (record) await cp(where, join(record, tracer, `${index + 1}-${basename(where)}`), { recursive: true })
        found[`${index + 1}, ${input}`] = differences(await audit({ paths: [where] }), places, input, tracer)
      }
    })
  }
  return found
}

function container(place, fault, { go, tracer }) {
  const [command, args] = commandOf(fault, go)
  const calls = Object.fromEntries(services[place].map((callee) => [callee, `http://${callee}:${appPort}`]))
  const env = { HOST: '0.0.0.0', PORT: String(appPort), ...environmentOf(fault, calls, tracer) }
  return { command: [command, ...args], env, port: appPort }
}

/** @returns where the audit is to read, by input */
async function readOf(mesh, { name, url, places }) {
  const logs = mesh.accessLogs && (await beginLogs(mesh))
  await mesh.store.begin()
  const args = [scriptOf('random-load'), JSON.stringify({ url, ...load })]
  const [command, all] = mesh.pods.client.command(process.execPath, args)
  const { failed, first } = JSON.parse((await execa(command, all)).stdout)
  // On a busy machine some are late; a mesh in use has such, too.
  if (failed > load.requests / 3) throw new Error(`${failed} of ${load.requests} requests failed: ${first}`)
  await sleep(3000)
  // It would go on for ever.
  const tickers = Object.keys(places).filter((place) => places[place] === 'ticker')
  await Promise.all(tickers.map((place) => mesh.program(place, 'app').stop()))
  const spans = join(mesh.folder, `${name}.json`)
  await writeFile(spans, JSON.stringify(await mesh.store.spans(load.requests)))
  return { spans, ...(await logs?.(name)) }
}

/** What differs from what was planted, a sentence each. */
export function differences({ workloads }, places, input, tracer) {
  const wanted = expectedOf(input, tracer)
  const kindsOf = (place) => workloads.find(({ name }) => name === place)?.kinds.map(({ id }) => id)
  const isOne = (place, id) => workloads.some(({ name, apart }) => name === place && apart.some((one) => one.id === id))
  const wrong = Object.entries(places).flatMap(([place, fault]) => {
    const [is, must] = [kindsOf(place)?.join(' and ') ?? 'not there', wanted[fault].join(' and ')]
    const timers = isOne(place, 'timers') === (fault === 'ticker') ? [] : [`${place}, which is ${fault}: timers`]
    return is === must
      ? timers
      : [...timers, `${place}, which is ${fault}: ${is || 'nothing'} instead of ${must || 'nothing'}`]
  })
  const others = workloads.filter(({ name, kinds }) => kinds.length > 0 && places[name] === undefined)
  return [...wrong, ...others.map(({ name, kinds }) => `${name}: ${kinds.map(({ id }) => id)}`)]
}
