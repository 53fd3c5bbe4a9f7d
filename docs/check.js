// Follows every link of the built site, anchors included, in a server of its own, and asks its search for what readers look for. Links to other hosts are not followed:
// this must pass without a network. `--external` lists them.
import { readdirSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { LinkChecker, LinkState } from 'linkinator'
import { searchFaults } from './search-check.js'

const dist = fileURLToPath(new URL('.vitepress/dist', import.meta.url))
const external = new Set()

const { links } = await new LinkChecker().check({
  path: dist,
  recurse: true,
  cleanUrls: true,
  checkFragments: true,
  linksToSkip: async (link) => {
    if (/^http:\/\/(?:localhost|127\.0\.0\.1):\d+\//.test(link)) return false
    external.add(link)
    return true
  },
})
const seen = links.filter(({ state }) => state !== LinkState.SKIPPED)
const broken = seen.filter(({ state }) => state === LinkState.BROKEN)
for (const { url, parent } of broken) console.error(`${parent} leads to ${url}, which is not there`)
if (process.argv.includes('--external')) console.log([...external].sort().join('\n'))
const visited = new Set(seen.map(({ url }) => nameOf(decodeURIComponent(url.split('#')[0]).slice(dist.length + 1))))
const pages = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.html') && file !== '404.html',
)
const unseen = pages.filter((file) => !visited.has(nameOf(file)))
for (const file of unseen) console.error(`no link leads to ${file}`)
console.log(
  `${pages.length} pages, ${broken.length} broken links; ${external.size} lead to other hosts and were not followed`,
)
const unfound = await searchFaults(pathToFileURL(`${dist}/`))
for (const fault of unfound) console.error(`the search for ${fault}`)
process.exitCode = broken.length + unseen.length + unfound.length === 0 ? 0 : 1

/** One name for a page, whether it is written with `.html`, with `index` or as a folder. */
function nameOf(path) {
  return path.replace(/\.html$/, '').replace(/(?:^|\/)(?:index)?$/, '')
}
