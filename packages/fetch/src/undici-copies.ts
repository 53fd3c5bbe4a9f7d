import { failure } from '@traceferry/core'
import { onChannelAsked } from './channels.ts'

// The copies of undici in the process, found without loading one.

const DIAGNOSTICS = '/lib/core/diagnostics.js'

// Not imported: webpack puts `undefined` in the place of a call of an imported createRequire, and the banner that is
// customary with esbuild declares that name a second time. Both seen in packages/testkit/pack.
const modules = process.getBuiltinModule('node:module')
const { sep } = process.getBuiltinModule('node:path')

export interface LoadedModule {
  readonly filename: string
  readonly loaded: boolean
  readonly exports: unknown
}

/** Loads another file of a copy that is being loaded. */
export function requireBeside({ filename }: LoadedModule, path: string): unknown {
  return modules.createRequire(filename)(path)
}

/** The CommonJS modules, required or imported, whose file name ends so. */
export function loadedModules(ending: string): LoadedModule[] {
  // Any absolute path leads to the one cache. Not this file's own: a bundle in CommonJS has no `import.meta.url`.
  const { cache } = modules.createRequire(process.execPath)
  const found: LoadedModule[] = []
  const tail = ending.replaceAll('/', sep)
  for (const file of Object.keys(cache)) {
    const module = file.endsWith(tail) ? cache[file] : undefined
    if (module !== undefined) found.push(module)
  }
  return found
}

/**
 * Tells of copies that load from now on, Node's own included (which loads at the first fetch: loading it ourselves
 * would cost 30 ms of CPU at start-up).
 */
export function watchNewCopies(onFile: (module: LoadedModule) => void, onOther: () => void): () => void {
  return onChannelAsked('undici:client:beforeConnect', () => {
    try {
      // The file of the copy that the app is loading at this very moment.
      for (const module of loadedModules(DIAGNOSTICS)) if (!module.loaded) onFile(module)
    } catch (error) {
      failure('a copy of undici', error)
    }
    // Node's copy, or one inside an app's own bundle, shows itself as the global dispatcher once it has loaded.
    queueMicrotask(onOther)
  })
}
