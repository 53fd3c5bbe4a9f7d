// Starts the app under test with its upstreams and its observer.
import { setTimeout as sleep } from 'node:timers/promises'
import { isCommand, isFactory } from './is-command.ts'
import { leads } from './judge.ts'
import { startLink } from './link.ts'
import { observe, type Seen } from './observe.ts'
import type { ServiceSettings } from './options.ts'
import { resolveHere } from './resolve-here.ts'
import { type Running, startApp } from './start-app.ts'
import { startCommand } from './start-command.ts'
import { type Recorded, startUpstream, type Upstream } from './upstream.ts'

/** The app and everything around it. */
export interface World {
  readonly app: Running
  readonly upstreams: readonly Upstream[]
  /** Forgets what was recorded and seen. */
  clear(): void
  /** Waits until there was no call for this many milliseconds, and returns what was recorded and seen. */
  settled(quiet: number): Promise<{ recorded: readonly Recorded[]; seen: readonly Seen[]; observed: boolean }>
  close(): Promise<void>
}

/** Starts the upstreams, the observer and the app. If one of them fails to start, it ends the others. */
export async function startWorld(app: unknown, settings: ServiceSettings): Promise<World> {
  const upstreams: Upstream[] = []
  let recorded: Recorded[] = []
  let seen: Seen[] = []
  let last = Date.now()
  const note = <T>(list: () => T[]) => {
    return (what: T) => {
      last = Date.now()
      list().push(what)
    }
  }
  const tell = note(() => seen)
  let observed = () => true

  const closers: (() => Promise<void> | void)[] = []
  const close = async () => {
    for (const step of closers.splice(0).reverse()) await step()
  }
  const start = async (): Promise<Running> => {
    for (const [name, how] of settings.upstreams) {
      const upstream = await startUpstream(
        name,
        how,
        note(() => recorded),
      )
      closers.push(upstream.close)
      upstreams.push(upstream)
    }
    const urls = Object.fromEntries(upstreams.map(({ name, url }) => [name, url]))
    const own = typeof settings.env === 'function' ? settings.env(urls) : settings.env
    const env = { ...Object.fromEntries(upstreams.map((upstream) => [upstream.env, upstream.url])), ...own }
    const hosts = upstreams.map(({ host }) => host).filter((host) => host !== '127.0.0.1')
    if (!isCommand(app)) {
      closers.push(setEnvironment(env), resolveHere(hosts), observe(tell))
      return startApp(isFactory(app) ? await app(urls) : app)
    }
    const link = await startLink(hosts, tell)
    closers.push(link.close)
    observed = link.connected
    const { cwd, startTimeoutMs } = settings
    return startCommand({ command: app, env, cwd, startTimeoutMs, link: link.settings })
  }
  /** Whether traceferry has decided on more calls than have arrived. On a busy machine a call may take some time. */
  const onTheWay = () => {
    const decided = seen.filter(
      ({ kind, origin }) => kind === 'decision' && upstreams.some(({ port }) => leads(origin, port)),
    )
    return decided.length > recorded.length
  }
  try {
    const running = await start()
    closers.push(running.close)
    return {
      app: running,
      upstreams,
      close,
      clear() {
        recorded = []
        seen = []
      },
      async settled(quiet) {
        last = Date.now()
        const busy = () => upstreams.some(({ waiting }) => waiting() > 0)
        const idle = () => Date.now() - last
        while (idle() < quiet || busy() || (onTheWay() && idle() < PATIENCE)) await sleep(10)
        return { recorded, seen, observed: observed() }
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}

const PATIENCE = 1000 // milliseconds

/** Sets environment variables of this process, for an app that runs in it. Returns a function that restores them. */
function setEnvironment(env: Readonly<Record<string, string>>): () => void {
  const before = Object.fromEntries(Object.keys(env).map((name) => [name, process.env[name]]))
  Object.assign(process.env, env)
  return () => {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  }
}
