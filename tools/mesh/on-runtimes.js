// The services on Bun and Deno, and one as a Worker, in the place of Node.js.
import { fileURLToPath } from 'node:url'
import { runtimeBinary, runtimes, titleOf } from '../runtimes/binaries.js'
import { commandOn } from '../runtimes/shop.js'
import { places } from './addresses.js'
import { ownSidecars } from './own-sidecars.js'
import { usualContainer } from './programs.js'

const scriptOf = (name) => fileURLToPath(new URL(`../../examples/shop/services/${name}.js`, import.meta.url))

/** What the result says of it. */
export const runtimeNames = Object.keys(runtimes).map(titleOf).join(', ')

/** The usual sidecars, with services on runtimes other than Node.js. */
export const onRuntimes = {
  ...ownSidecars,
  control: async (_pods, { folder }) => ({
    programs: [],
    containers: Object.fromEntries(Object.keys(places).map((name) => [name, containerOf(name, folder)])),
  }),
}

/** Fetches the runtimes that are not there. */
export function findRuntimes(say) {
  for (const name of Object.keys(runtimes)) runtimeBinary(name, say)
}

function containerOf(name, folder) {
  const usual = usualContainer(name)
  // A Worker reads no environment: it gets what it needs as bindings, also where its peers are.
  const urls = Object.keys(places).map((peer) => [`${peer.toUpperCase()}_URL`, `http://${peer}:${usual.port}`])
  const bindings = { ...usual.env, ...Object.fromEntries(urls), PORT: String(usual.port) }
  return { ...usual, commandIn: (env) => commandOn(name, scriptOf(name), folder, { ...bindings, ...env }).flat() }
}
