// A real Zipkin.
import { startZipkin } from '../../envoy/zipkin-server.js'

export async function zipkin(say) {
  const server = await startZipkin(say)
  const { url, stop } = server
  return {
    name: 'zipkin',
    asked: { name: 'zipkin', url },
    collector: url,
    hasAll: (count) => server.receivedAll(count),
    stop,
  }
}
