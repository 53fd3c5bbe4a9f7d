// Finds the CommonJS modules that the app has required or imported, so that a library is found without loading it.

// Not imported: webpack puts `undefined` in the place of a call of an imported createRequire, and the banner that is
// customary with esbuild declares that name a second time. Both seen in tools/pack.
const modules = process.getBuiltinModule('node:module')
const { sep } = process.getBuiltinModule('node:path')

export interface LoadedModule {
  readonly filename: string
  readonly loaded: boolean
  readonly exports: unknown
}

/** What to do with a module, by the end of its file name, such as `/pg/lib/client.js`. */
export type Visitors = Readonly<Record<string, (module: LoadedModule) => void>>

/** Loads another file next to a module that is being loaded. */
export function requireBeside({ filename }: LoadedModule, path: string): unknown {
  return modules.createRequire(filename)(path)
}

/**
 * Visits the modules whose paths have these endings, in one walk. A big app has thousands of modules, and most are
 * skipped by their last name.
 */
export function visitLoaded(visitors: Visitors): void {
  // In a Worker all code is one file, and nothing was required.
  if (!process.execPath) return
  const byName = new Map<string, string[]>()
  for (const ending of Object.keys(visitors)) {
    const name = nameOf(ending, '/')
    byName.set(name, [...(byName.get(name) ?? []), ending])
  }
  // Any absolute path leads to the one cache. We do not use this file's own: a bundle in CommonJS has no
  // `import.meta.url`.
  const { cache } = modules.createRequire(process.execPath)
  for (const file of Object.keys(cache)) {
    for (const ending of byName.get(nameOf(file, sep)) ?? []) {
      const module = file.endsWith(ending.replaceAll('/', sep)) ? cache[file] : undefined
      if (module !== undefined) visitors[ending]?.(module)
    }
  }
}

function nameOf(path: string, separator: string): string {
  return path.slice(path.lastIndexOf(separator) + 1)
}
