// What there is to look at: folders of fetched modules, and charts as helm renders them.
import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from '../shared/cache.js'
import { hasGo, helmProgram, moduleFolder } from './fetch.js'
import { charts, modules } from './modules.js'

/** What could be fetched; what could not is told, with the reason. */
export function fetched({ charts: wantsCharts = false }, say) {
  mkdirSync(cacheFolder(), { recursive: true })
  if (!hasGo()) {
    say('no Go, which fetches the manifests: see https://go.dev/dl')
    return []
  }
  const found = modules.flatMap(({ name, module, folders }) => {
    return attempt(name, say, () => ({ name, folder: moduleFolder(module), paths: folders }))
  })
  if (!wantsCharts) return found
  const rendered = charts.flatMap(({ name, module, chart }) => {
    return attempt(name, say, () => {
      const folder = moduleFolder(module)
      const text = execFileSync(
        helmProgram(say),
        ['template', 'release', join(folder, chart), '--kube-version', '1.33.0'],
        {
          encoding: 'utf8',
          maxBuffer: 1 << 28,
        },
      )
      return { name, folder, text }
    })
  })
  return [...found, ...rendered]
}

function attempt(name, say, get) {
  say(`fetching ${name}`)
  try {
    return [get()]
  } catch (error) {
    say(`left out ${name}: ${error.message.split('\n')[0]}`)
    return []
  }
}
