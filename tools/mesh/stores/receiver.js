// The Envoys' reports to this process: Zipkin's API and OTLP, read by ../../mesh/collector.js.
import { join } from 'node:path'
import { startCollector } from '../../envoy/collector.js'
import { lastSpan } from '../../envoy/last-span.js'
import { telemetryAddress } from '../addresses.js'
import { openDoor } from '../door.js'

/** @param {any} place see stores.js; and `forwardTo`: a Zipkin server that is to get the spans, too */
export async function openReceiver({ pod, port, folder, help, onStop, forwardTo }) {
  const collector = await startCollector({ forwardTo })
  onStop(collector.stop)
  const socket = join(folder, 'spans.sock') // a door in each wall: the pods' network, this process, the collector
  const door = await openDoor(socket, `127.0.0.1:${collector.port}`)
  onStop(() => door.close())
  await help(pod, 'door', [`${telemetryAddress}:${port}`, socket], { port })
  return {
    begin() {
      collector.spans.length = 0
    },
    async spans(expected) {
      await lastSpan(() => collector.spans.length, expected)
      return [...collector.spans]
    },
  }
}
