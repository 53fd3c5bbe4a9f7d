// The listen addresses in config files that ConfigMaps hold.
import { type ConfigFile, lineField, linesOf } from '../files/config-file.ts'
import { settingsInFile } from '../files/settings-in-file.ts'
import { addressesOf, type Listening } from './address.ts'
import { flatten } from './java.ts'
import { javaSettings } from './programs.ts'

/** A kind of config file: how it is known, the setting with the address, and the one with the port. */
interface Kind {
  readonly name: RegExp
  /** What must stand in the text, where many files have the name. */
  readonly text?: RegExp
  /** Finds the address in a line. */
  readonly line?: RegExp
  readonly key?: string
  readonly port?: string
  readonly byDefault?: number
}

const kinds: readonly Kind[] = [
  { name: /(^|[-_.])gunicorn[\w.-]*\.py$|^gunicorn\.conf$/, line: /^\s*bind\s*=\s*(.+?)\s*(?:#.*)?$/ },
  { name: /\.conf(\.template)?$|^default$/, text: /\bserver\s*\{/, line: /^\s*listen\s+([^\s;]+)[^;]*;/ },
  { name: /\.cfg$/, text: /^\s*(frontend|listen)\s/m, line: /^\s*bind\s+(\S+)/ },
  { name: /(httpd|apache|ports|vhost)[\w.-]*\.conf$/, line: /^\s*Listen\s+(\S+)/ },
  { name: /^server\.properties$/, text: /^\s*(broker\.id|node\.id|log\.dirs|listeners)\s*=/m, key: 'listeners' },
  { name: /^postgresql[\w.-]*\.conf$/, key: 'listen_addresses', port: 'port', byDefault: 5432 },
  { name: /\.cnf$/, key: 'bind-address', port: 'port', byDefault: 3306 },
  { name: /^mongod\.(conf|ya?ml)$/, key: 'net.bindIp', port: 'net.port', byDefault: 27017 },
]

export function listeningInFile(file: ConfigFile): Listening[] {
  if (/^application(-[\w.]+)?\.(ya?ml|properties)$/.test(file.name)) return ofJava(file)
  if (/^appsettings(\.\w+)?\.json$/i.test(file.name)) return ofKestrel(file)
  return kinds
    .filter(({ name, text }) => name.test(file.name) && (!text || text.test(file.text)))
    .flatMap((kind) => {
      if (kind.line) return ofLines(file, kind.line)
      const settings = settingsInFile(file)
      const setting = settings.findLast(({ key }) => key === kind.key)
      const port = Number(settings.findLast(({ key }) => key === kind.port)?.value ?? kind.byDefault)
      return addressesOf(setting?.value ?? '').map((one) => ({
        ...one,
        port: one.port ?? (port > 0 ? port : undefined),
        field: setting!.field,
      }))
    })
}

function ofLines(file: ConfigFile, pattern: RegExp): Listening[] {
  return linesOf(file).flatMap(({ line, n }) => {
    const value = pattern.exec(line)?.[1]
    if (value === undefined || /^['"]?unix:/.test(value)) return []
    // nginx and Apache: a number alone is a port on every address.
    if (/^\d+$/.test(value)) return [{ host: '0.0.0.0', port: Number(value), field: lineField(file, n, value) }]
    return addressesOf(value).map((one) => ({ ...one, field: lineField(file, n, value) }))
  })
}

function ofJava(file: ConfigFile): Listening[] {
  const settings = settingsInFile(file)
  return Object.entries(javaSettings).flatMap(([key, portKey]) => {
    const setting = settings.findLast((one) => one.key === key)
    const port = Number(settings.findLast((one) => one.key === portKey)?.value)
    const found = addressesOf(setting?.value ?? '')[0]
    const severity = file.mayBeUnread && { severity: 'info' as const }
    return found ? [{ host: found.host, port: port > 0 ? port : undefined, field: setting!.field, ...severity }] : []
  })
}

function ofKestrel(file: ConfigFile): Listening[] {
  const urls = flatten(file.text).filter(({ key }) => /^(Urls|Kestrel\.Endpoints\.\w+\.Url)$/i.test(key))
  return urls.flatMap(({ value }) => {
    const text = String(value)
    const n = linesOf(file).find(({ line }) => line.includes(text))?.n ?? 1
    return addressesOf(text).map((one) => ({ ...one, field: lineField(file, n, text) }))
  })
}
