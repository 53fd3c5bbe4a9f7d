// Finds out from the stack what makes a call.
import { createRequire } from 'node:module'
import { dirname, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const DEPTH = 60

/**
 * The file that published to the diagnostics channel whose subscriber calls this. Read from the call sites and not from the text
 * of the stack, where a source map would show undici's own file for a copy inside the app's bundle.
 */
export function publisher(): string | undefined {
  const { prepareStackTrace, stackTraceLimit } = Error
  try {
    Error.stackTraceLimit = DEPTH
    Error.prepareStackTrace = (_, sites) => sites
    const sites = new Error().stack as unknown as NodeJS.CallSite[]
    const files = sites.map((site) => site.getFileName() ?? '')
    const channel = files.indexOf('node:diagnostics_channel')
    return channel < 0 ? undefined : files.slice(channel).find((file) => file !== 'node:diagnostics_channel')
  } finally {
    Error.prepareStackTrace = prepareStackTrace
    Error.stackTraceLimit = stackTraceLimit
  }
}

/** The line of the app that makes the call, such as `src/pool.js:21`; undefined when only Node and libraries are on the stack. */
export function lineOfApp(): string | undefined {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = DEPTH
  const stack = String(new Error().stack)
  Error.stackTraceLimit = stackTraceLimit
  for (const line of stack.split('\n').slice(1)) {
    const [, place, number] = /(?:\(|\bat (?:async )?)((?:file:\/\/|\/|[a-z]:\\)[^()]*):(\d+):\d+\)?$/i.exec(line) ?? []
    if (place !== undefined && isOfApp(pathOf(place))) return `${shown(place)}:${number}`
  }
  return undefined
}

/** The path of a file, relative to the working directory if it is inside it. */
export function shown(file: string): string {
  const path = pathOf(file)
  const near = relative(process.cwd(), path)
  return near === '' || near.startsWith('..') ? path : near
}

function isOfApp(path: string): boolean {
  return !path.split(/[\\/]/).includes('node_modules') && !isTraceferry(path)
}

// The folder of traceferry's packages: in node_modules, or in this repository.
let scope: string | undefined

function isTraceferry(path: string): boolean {
  scope ??= dirname(dirname(createRequire(import.meta.url).resolve('@traceferry/core/package.json')))
  return path.startsWith(scope + sep) && /^[^\\/]+[\\/](src|dist)[\\/]/.test(path.slice(scope.length + 1))
}

function pathOf(file: string): string {
  return file.startsWith('file:') ? fileURLToPath(file) : file
}
