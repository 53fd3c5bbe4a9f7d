// The clients of the services, each as a function that gets a URL.
import http, { get as namedGet } from 'node:http'

const text = (get) => (url) =>
  new Promise((resolve, reject) => {
    get(url, (response) => {
      let body = ''
      response.on('data', (chunk) => {
        body += chunk
      })
      response.on('end', () => resolve(body))
    }).on('error', reject)
  })

const post = { method: 'POST', body: 'abc' }

/** What is there in every runtime, Workers too. */
const everywhere = {
  fetch: async (url) => (await fetch(url)).text(),
  'fetch(Request)': async (url) => (await fetch(new Request(url, post))).text(),
  'redirected fetch': async (url) => (await fetch(url.replace(/(?<=\d)\//, '/moved/'), post)).text(),
  'http.get': text((url, onResponse) => http.get(url, onResponse)),
  'import { get }': text(namedGet),
}

/** Libraries are loaded by name, so that a bundle for Workers does without them. */
const libraries = {
  axios: async () => {
    const { default: axios } = await import('axios')
    return async (url) => String((await axios.get(url)).data)
  },
  'axios by fetch': async () => {
    const { default: axios } = await import('axios')
    return async (url) => String((await axios.get(url, { adapter: 'fetch' })).data)
  },
  got: async () => {
    const { default: got } = await import('got')
    return (url) => got(url).text()
  },
  ky: async () => {
    const { default: ky } = await import('ky')
    return (url) => ky.post(url, { body: 'abc' }).text()
  },
  'node-fetch': async () => {
    const { default: nodeFetch } = await import('node-fetch')
    return async (url) => (await nodeFetch(url)).text()
  },
  superagent: async () => {
    const { default: superagent } = await import('superagent')
    return async (url) => (await superagent.get(url)).text
  },
  undici: async () => {
    const { request } = await import('undici')
    return async (url) => (await request(url)).body.text()
  },
}

/** All clients by name, loaded. `only`: the names, in a list with commas. */
export async function clients(only) {
  const names = only.split(',')
  const found = Object.fromEntries(names.filter((name) => name in everywhere).map((name) => [name, everywhere[name]]))
  for (const name of names) if (name in libraries) found[name] = await libraries[name]()
  return found
}

export const clientNames = [...Object.keys(everywhere), ...Object.keys(libraries)]
export const workerClients = Object.keys(everywhere)
