// What each app does with a request: two calls at once, one after an error, one later.
import { clients as load } from '../clients.mjs'
import { worker } from '../work.mjs'

const clients = await load('fetch,http.get')

/** Does the work of request `n` by the client of this name. */
export const work = (n, client) =>
  worker(clients, process.env.UPSTREAM)(`/work?n=${n}&client=${client}`, (promise) => promise.catch(() => {}))

export const workOf = (url) => {
  const { searchParams } = new URL(url, 'http://service')
  return work(searchParams.get('n'), searchParams.get('client'))
}

/** Makes one call for the request of this URL, by `fetch` or by a framework's own, after some milliseconds. */
export const callOf = async (url, where, { wait = 0, fetch = globalThis.fetch } = {}) => {
  await new Promise((resolve) => setTimeout(resolve, wait))
  return (await fetch(`${process.env.UPSTREAM}/${where}${new URL(url, 'http://service').search}`)).text()
}

/** Tells the tool where the app listens. */
export const listening = (port) => console.log(`port ${port}`)

/** Starts a server of node:http. */
export const listen = (server) => server.listen(0, '127.0.0.1', () => listening(server.address().port))
