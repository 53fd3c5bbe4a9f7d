// Detects when code looks up a diagnostics channel, which shows that a library is loading.
const diagnosticsChannel = process.getBuiltinModule('node:diagnostics_channel')

/**
 * Calls `found` whenever code asks node:diagnostics_channel for the channel of this name. Libraries do so as they load,
 * and so do Node's own http2 (22 and later) and its bundled undici. This sign costs nothing, while a module loader hook
 * would slow down every import. Returns a function that undoes it.
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
