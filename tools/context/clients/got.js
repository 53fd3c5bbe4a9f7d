// got, and the http2-wrapper that it keeps its HTTP/2 sessions with: they hold calls back until a session is up, and send them from
// the listener of the call that opened it.
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { readers } from '../app/read.js'
// Loaded before the line, as the imports of an app are.
import 'got'
import 'got11'
import 'http2-wrapper'

const states = ['saturated', 'cold', 'warm']

/** `request(env, url)` makes a call and resolves when it has been answered. */
function client(name, load, request) {
  const one = (call) => request(call.env, call.env.base + call.path('plain'), call)
  return {
    name,
    states,
    objects: [],
    async open(world, state) {
      const base = `https://localhost:${world.upstreams[`got ${state}`]}`
      return { ...(await load(world)), base, ca: world.certificate.cert }
    },
    close: ({ agent }) => agent?.destroy(),
    plays: Array.from({ length: 24 }, () => one),
  }
}

async function viaGot({ got, agent, ca }, url) {
  const own = agent === undefined ? {} : { agent: { http2: agent } }
  await got(url, { http2: true, ...own, https: { certificateAuthority: ca }, retry: { limit: 0 } })
}

/** One agent for each state, of the copy of http2-wrapper that this got has. got 16 keeps sessions by itself. */
const gotOf = (name) => async () => {
  const { default: got } = await import(name)
  if (name === 'got16') return { got }
  const beside = createRequire(fileURLToPath(import.meta.resolve(name)))
  const { default: http2 } = await import(pathToFileURL(beside.resolve('http2-wrapper')).href)
  return { got, agent: new http2.Agent() }
}

export const got11 = client('got 11', gotOf('got11'), viaGot)
export const got14 = client('got 14', gotOf('got'), viaGot)
export const got16 = client('got 16', gotOf('got16'), viaGot)

export const http2Wrapper = client(
  'http2-wrapper',
  async () => {
    const { default: http2 } = await import('http2-wrapper')
    return { http2, agent: new http2.Agent() }
  },
  ({ http2, agent, ca }, url, call) =>
    new Promise((resolve, reject) => {
      const request = http2.request(url, { agent, ca }, (answer) => {
        readers
          .data(
            call,
            answer.on('data', () => {}),
          )
          .then(resolve, reject)
      })
      request.on('error', reject).end()
    }),
)
