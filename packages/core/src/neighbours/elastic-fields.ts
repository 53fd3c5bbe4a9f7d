// Finds which headers to leave to Elastic's agent on undici.
interface Agent {
  readonly currentTransaction: object | null
}

let agent: Agent | undefined

/**
 * The headers to leave to Elastic's agent on undici. It keeps a traceparent that is there, so it never doubles one. But
 * then its own span is missing from the trace. Without a transaction it writes nothing.
 */
export function elasticFields(): readonly string[] | undefined {
  agent ??= runningAgent()
  return agent?.currentTransaction ? ['traceparent'] : undefined
}

/**
 * Its mark on the global object is a symbol that is not registered, and leads nowhere. So the agent is read from the
 * exports of its package.
 */
function runningAgent(): Agent | undefined {
  const marks = Object.getOwnPropertySymbols(globalThis)
  if (!marks.some(({ description }) => description === 'ElasticAPMAgentInitialized')) return undefined
  // Not imported, and not looked up with this file's URL: a bundle has neither.
  const { cache } = process.getBuiltinModule('node:module').createRequire(process.execPath)
  const file = Object.keys(cache).find((path) => /[\\/]elastic-apm-node[^\\/]*[\\/]index\.js$/.test(path))
  return file === undefined ? undefined : cache[file]?.exports
}
