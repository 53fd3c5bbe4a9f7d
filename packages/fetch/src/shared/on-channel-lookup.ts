const diagnosticsChannel = process.getBuiltinModule('node:diagnostics_channel')

/**
 * Calls `found` whenever somebody asks node:diagnostics_channel for the channel of this name. Libraries ask as they
 * load, and so does Node's own http2 (22 and later) and its bundled undici: a sign that costs nothing, where a module
 * loader hook would cost every import. Returns what undoes it.
 */
export function onChannelLookup(name: string, found: () => void): () => void {
  const original = diagnosticsChannel.channel
  const channel: typeof original = function channel(wanted) {
    if (wanted === name) found()
    return original(wanted)
  }
  diagnosticsChannel.channel = channel
  return () => {
    if (diagnosticsChannel.channel === channel) diagnosticsChannel.channel = original
  }
}
