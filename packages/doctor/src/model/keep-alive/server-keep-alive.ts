// How long servers that are known by name keep idle connections: gunicorn, uvicorn, Next.js, Spring, nginx and others.
import type { World } from '../../world.ts'
import { filesFor } from '../files/files-for.ts'
import { optionsOf, startOf, wordsOf } from '../listening/command-line.ts'
import { gunicornArgs } from '../listening/gunicorn.ts'
import type { Container, Workload } from '../workloads.ts'
import type { KeepAlive } from './keep-alive.ts'
import { keepAliveInFile } from './keep-alive-in-file.ts'
import { springMs, springSetting } from './spring-setting.ts'

/** The options of servers, and how many ms one of their units is. */
const options: readonly { readonly name: RegExp; readonly flag: RegExp; readonly unit: number }[] = [
  { name: /^uvicorn$/, flag: /^--timeout-keep-alive$/, unit: 1000 },
  { name: /^hypercorn$/, flag: /^--keep-alive$/, unit: 1000 },
  { name: /^next$/, flag: /^--keepAliveTimeout$/, unit: 1 },
]

/** The first that the manifests tell: from a command, a variable or a mounted config file. */
export function serverKeepAlive(workload: Workload, world: World): KeepAlive | undefined {
  for (const container of workload.containers) {
    const found = inCommand(container) ?? inVariables(container)
    if (found) return found
  }
  for (const file of filesFor(workload, world)) {
    const found = keepAliveInFile(file)
    if (found) return found
  }
  return undefined
}

function inCommand(container: Container): KeepAlive | undefined {
  const words = wordsOf(container)
  for (const { name, flag, unit } of options) {
    const value = optionsOf(startOf(words, name)?.args ?? [], flag)[0]
    if (value && /^\d+$/.test(value.word))
      return { name: flag.source.slice(1, -1), value: Number(value.word) * unit, place: value.field.place }
  }
  for (const { word, field } of words) {
    const [, key, value] = /^(?:--|-D)([\w.-]+)=(\S+)$/.exec(word) ?? []
    const ms = key && springSetting.test(key) ? springMs(value!) : undefined
    if (ms !== undefined) return { name: key!, value: ms, place: field.place }
  }
  return ofGunicorn(container, words)
}

/** gunicorn's default worker, sync, closes each connection and ignores the setting ("Settings: keepalive"). */
function ofGunicorn(container: Container, words: ReturnType<typeof wordsOf>): KeepAlive | undefined {
  const args = gunicornArgs(container, words) ?? []
  const value = optionsOf(args, /^--keep-alive$/)[0]
  if (value === undefined || !/^\d+$/.test(value.word)) return undefined
  const worker = optionsOf(args, /^(-k|--worker-class)$/)[0]?.word
  const threads = Number(optionsOf(args, /^--threads$/)[0]?.word ?? 1)
  if (worker === 'sync' && !(threads > 1)) return undefined
  const isKept = worker !== undefined || threads > 1
  const found = { name: '--keep-alive', value: Number(value.word) * 1000, place: value.field.place }
  return isKept ? found : { ...found, name: '--keep-alive, if its workers keep connections', severity: 'warning' }
}

/** .NET writes times as `00:02:10`. */
function inVariables({ env }: Container): KeepAlive | undefined {
  const variable = env.find(({ name }) => /^Kestrel__Limits__KeepAliveTimeout$/i.test(name))
  const [, hours, minutes, seconds] = /^(\d+):(\d+):(\d+)/.exec(variable?.value ?? '') ?? []
  if (variable === undefined || seconds === undefined) return undefined
  const value = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000
  return { name: variable.name, value, place: variable.place }
}
