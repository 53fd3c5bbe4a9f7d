// How long a server keeps idle connections, from its config file: nginx, Apache, gunicorn and Spring.
import { type ConfigFile, lineField, linesOf } from '../files/config-file.ts'
import { settingsInFile } from '../files/settings-in-file.ts'
import type { KeepAlive } from './keep-alive.ts'
import { springMs, springSetting } from './spring-setting.ts'

export function keepAliveInFile(file: ConfigFile): KeepAlive | undefined {
  if (/^application(-[\w.]+)?\.(ya?ml|properties)$/.test(file.name)) return ofSpring(file)
  if (/\.conf(\.template)?$|^default$/.test(file.name) && /\bserver\s*\{/.test(file.text))
    return ofLine(file, 'keepalive_timeout', /^\s*keepalive_timeout\s+(\d+)(ms|s|m)?\b/)
  if (/(httpd|apache|mpm)[\w.-]*\.conf$/.test(file.name))
    return ofLine(file, 'KeepAliveTimeout', /^\s*KeepAliveTimeout\s+(\d+)(ms)?\s*$/i)
  if (/(^|[-_.])gunicorn[\w.-]*\.py$/.test(file.name) && /^\s*(worker_class|threads)\s*=/m.test(file.text))
    return ofLine(file, 'keepalive', /^\s*keepalive\s*=\s*(\d+)()\s*(?:#.*)?$/)
  return undefined
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 }

/** The first line that matches: a number, and a unit that is seconds where it is left out. */
function ofLine(file: ConfigFile, name: string, pattern: RegExp): KeepAlive | undefined {
  for (const { line, n } of linesOf(file)) {
    const [, number, unit] = pattern.exec(line) ?? []
    if (number === undefined) continue
    return { name, value: Number(number) * (units[unit || 's'] ?? 1000), place: lineField(file, n, line).place }
  }
  return undefined
}

function ofSpring(file: ConfigFile): KeepAlive | undefined {
  const setting = settingsInFile(file).find(({ key }) => springSetting.test(key))
  const ms = setting && springMs(setting.value)
  if (ms === undefined) return undefined
  const severity = file.mayBeUnread && { severity: 'info' as const }
  return { name: setting!.key, value: ms, place: setting!.field.place, ...severity }
}
