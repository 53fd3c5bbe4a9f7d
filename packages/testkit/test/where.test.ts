import dns from 'node:dns'
import { install, uninstall } from '@traceferry/fetch'
import { headersOf, type Sent, startWire, type Wire, within } from '@traceferry/testkit'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { clients, type Shoot, undiciClients } from './where/clients.ts'
import { hostsOf, isInside } from './where/reading.ts'
import { type Shot, shots } from './where/shots.ts'

// The same calls through every client, first without traceferry and then with it: whenever our headers are on the wire, every host that
// was looked up, connected to or named there is inside by another reading; and but for our headers all is as it was.
// SEED repeats a run, SHOTS makes a longer one.

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31))
const numRuns = Number(process.env.SHOTS ?? 20)
const ours = headersOf(4)
const isOurs = (line: string) => /^(x-request-id|traceparent|tracestate|x-b3-\w+|baggage): /i.test(line)
const aimed = fc.sample(shots, { seed, numRuns })

const all: Record<string, Shoot> = { ...clients }
for (const major of [6, 7, 8]) {
  // undici 8 does not load on every Node.
  const copy = await import(`undici${major}`).catch(() => undefined)
  if (copy !== undefined) Object.assign(all, undiciClients(copy, `undici ${major}`))
}

let wire: Wire
let asked: string[] = []
const { lookup } = dns.promises

beforeAll(async () => {
  wire = await startWire()
  // grpc-js looks names up by itself.
  dns.promises.lookup = (async (name: string) => {
    asked.push(name)
    return [{ address: '127.0.0.1', family: 4 }]
  }) as never
})
afterEach(() => uninstall())
afterAll(async () => {
  dns.promises.lookup = lookup
  await wire.close()
})

interface Seen {
  outcome: string
  sent: Sent[]
}

async function fire(shoot: Shoot, shot: Shot): Promise<Seen> {
  wire.sent.length = 0
  asked = []
  const late = new Promise((resolve) => setTimeout(resolve, 15_000, 'it hangs'))
  const outcome = await Promise.race([Promise.resolve().then(() => shoot(shot)), late]).then(String, told)
  const sent = wire.sent.map(({ met, lines }) => ({ met: [...asked, ...met], lines }))
  return { outcome, sent }
}

/** An error, without what differs from run to run. */
function told(error: unknown): string {
  const { name, code, message, cause } = error as Error & { code?: string }
  const text = `${name} ${code} ${message} ${cause === undefined ? '' : told(cause)}`
  return text.replace(/(127\.0\.0\.1|::1):\d+/g, 'here').replace(/\d+\.\d+s\b|in \d+ms/g, 'a while')
}

const withoutOurs = ({ outcome, sent }: Seen) => ({
  outcome,
  sent: sent.map(({ met, lines }) => ({
    met,
    lines: lines.filter((line) => !isOurs(line) && !/^(sec-websocket-key|grpc-timeout):/i.test(line)),
  })),
})

let carried = 0

test.each(Object.entries(all))(
  `%s (seed ${seed})`,
  async (client, shoot) => {
    wire.speaks = /^(http2|grpc)/.test(client) ? 'h2' : 'http/1.1'
    const before: Seen[] = []
    for (const shot of aimed) before.push(await fire(shoot, shot))
    install()
    for (const [i, shot] of aimed.entries()) {
      const seen = await within(ours, () => fire(shoot, shot))
      const why = JSON.stringify({ seed, client, shot, seen })
      expect(withoutOurs(seen), why).toEqual(withoutOurs(before[i] as Seen))
      for (const sent of seen.sent) {
        if (!sent.lines.some(isOurs)) continue
        carried++
        for (const host of hostsOf(sent)) expect(isInside(host), `${host}: ${why}`).toBe(true)
      }
    }
  },
  60_000,
)

test('and they are on the wire often enough', () => expect(carried).toBeGreaterThan(numRuns))
