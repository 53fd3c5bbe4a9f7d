interface Agent {
  readonly currentTransaction: object | null
}

let agent: Agent | undefined

/**
 * What shall be left to Elastic's agent on undici. It leaves a traceparent that is there, and so never doubles one; but
 * then its own span is missing from the trace. Without a transaction it writes nothing.
 */
export function elasticFields(): readonly string[] | undefined {
  agent ??= runningAgent()
  return agent?.currentTransaction ? ['traceparent'] : undefined
}

/** Its mark on the global object is no registered symbol, and leads nowhere: the agent is the export of its package. */
function runningAgent(): Agent | undefined {
  const marks = Object.getOwnPropertySymbols(globalThis)
  if (!marks.some(({ description }) => description === 'ElasticAPMAgentInitialized')) return undefined
  // Neither imported nor asked with this file's URL: a bundle has neither.
  const { cache } = process.getBuiltinModule('node:module').createRequire(process.execPath)
  const file = Object.keys(cache).find((path) => /[\\/]elastic-apm-node[^\\/]*[\\/]index\.js$/.test(path))
  return file === undefined ? undefined : cache[file]?.exports
}
