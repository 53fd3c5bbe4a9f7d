// What a reader finds who types a word into the site's search: the built index is asked, with the options of the site.
import { readdirSync } from 'node:fs'
import MiniSearch from 'minisearch'
import { searchOptions } from './.vitepress/search.js'

/** A word, and the pages; one of them must be among the first three results. */
const expected = {
  istio: ['/meshes#istio'],
  linkerd: ['/meshes#linkerd'],
  consul: ['/meshes#consul'],
  kuma: ['/meshes#kuma'],
  envoy: ['/meshes#envoy-alone'],
  express: ['/start/express'],
  next: ['/recipes/next'],
  'next.js': ['/recipes/next'],
  nest: ['/start/nest', '/recipes/nest'],
  nuxt: ['/recipes/nuxt'],
  jest: ['/recipes/tests#jest'],
  vitest: ['/recipes/tests#vitest'],
  lambda: ['/runtimes', '/faq'],
  kafka: ['/recipes/queues'],
  opentelemetry: ['/beside'],
  canary: ['/rollout'],
  TF202: ['/doctor#tf202'],
}

/** The words that do not find their page, each with what was found instead. */
export async function searchFaults(dist) {
  const chunks = new URL('assets/chunks/', dist)
  const file = readdirSync(chunks).find((name) => name.startsWith('@localSearchIndex'))
  const { default: json } = await import(new URL(String(file), chunks).href)
  const index = MiniSearch.loadJSON(json, { fields: ['title', 'titles', 'text'], storeFields: ['title', 'titles'] })
  return Object.entries(expected).flatMap(([word, pages]) => {
    const found = index.search(word, searchOptions).slice(0, 3)
    const right = found.some(({ id }) => pages.some((page) => id === page || id.startsWith(`${page}#`)))
    return right ? [] : [`${word} finds ${found.map(({ id }) => id).join(', ') || 'nothing'}, and not ${pages[0]}`]
  })
}
