// TF601: where the app does not pass the headers on, each trace breaks in two.

import { createServer } from 'node:http'
import { join } from 'node:path'
import { freePorts } from '../../shared/ports.js'
import { startApp } from '../app.js'
import { cluster, listener } from '../envoy-parts.js'
import { call } from './clients.js'
import { inPlace } from './place.js'
import { examined } from './reported.js'

const requests = 5

export const lostHeaders = {
  id: 'TF601',
  rows: [
    {
      what: `${requests} requests through a running service and its sidecar; good is with traceferry`,
      live: (which, { envoy }) =>
        inPlace(async (place) => {
          const leaf = await place.serve(createServer((_, response) => response.end('ok')))
          const [out] = await freePorts(1)
          const report = join(place.folder, 'report.json')
          const settings = { next: `http://127.0.0.1:${out}/`, traceferry: which === 'good' ? {} : undefined, report }
          const app = await startApp('chain.js', settings)
          place.later(() => app.stop())
          const spans = await place.spans()
          const traced = { manager: spans.manager }
          const sidecar = await place.sidecar(
            envoy,
            (port) => ({
              listeners: [
                listener('in', port, { cluster: 'app' }, traced),
                listener('out', out, { cluster: 'leaf' }, traced),
              ],
              clusters: [cluster('app', app.port), cluster('leaf', leaf), cluster('collector', spans.port)],
            }),
            spans.more,
          )
          for (let n = 0; n < requests; n++) await call(sidecar.port, 'http://orders:8080/')
          await spans.count(2 * requests)
          const traces = spans.traces().size
          return {
            text: `${2 * requests} spans in ${traces} traces`,
            works: traces === requests,
            figures: { traces },
            findings: await examined('TF601', report, requests),
          }
        }),
    },
  ],
}
