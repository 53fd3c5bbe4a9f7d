// The shop with the line taken out of its code: what a team has that never heard of us.
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const shop = fileURLToPath(new URL('../../examples/shop/services', import.meta.url))
const modules = fileURLToPath(new URL('../../node_modules', import.meta.url))

// The import, and the statement that uses it.
const line = [
  /^import \{ traceferry \} from '@traceferry\/\w+'\n/gm,
  /^if \(process\.env\.TRACEFERRY !== 'off'\) .*\n/gm,
]

/** Writes the services into a folder. @returns the folder */
export function writeServices(folder) {
  const services = join(folder, 'services')
  mkdirSync(services, { recursive: true })
  for (const name of readdirSync(shop)) {
    const text = line.reduce((all, part) => all.replace(part, ''), readFileSync(join(shop, name), 'utf8'))
    if (/\btraceferry\(|@traceferry\/(?!sidecar)|TRACEFERRY\b/.test(text)) throw new Error(`${name} still has the line`)
    writeFileSync(join(services, name), text)
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n')
  symlinkSync(modules, join(folder, 'node_modules'))
  return services
}
