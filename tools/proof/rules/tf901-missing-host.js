// TF901: a route to a host that is not there leads to no cluster.
import { createServer } from 'node:http'
import { answerOf } from './endpoints.js'

export const missingHost = {
  id: 'TF901',
  rows: [
    {
      what: 'a call through the route',
      measure: (objects, { envoy }) =>
        answerOf(
          objects,
          envoy,
          createServer((_, response) => response.end('ok')),
        ),
    },
  ],
}
