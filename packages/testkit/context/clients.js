// Every client and every kind of inbound request that the matrix knows. A NEW CLIENT IS ONE FILE AND ONE LINE HERE.

const files = {
  'node:http': () => import('./clients/http.js').then((m) => m.nodeHttp),
  'node:https': () => import('./clients/http.js').then((m) => m.nodeHttps),
  'node:http2': () => import('./clients/http2.js').then((m) => m.nodeHttp2),
}

// undici 8 does not load on Node 20.
const line = Number(process.versions.node.split('.')[0])
const notHere = line < 22 ? ['undici 8'] : []

export const names = Object.keys(files)

/** Loads the clients of these names; all for none. */
export async function pick(wanted = names) {
  const here = names.filter((name) => wanted.includes(name) && !notHere.includes(name))
  return Promise.all(here.map((name) => files[name]()))
}
