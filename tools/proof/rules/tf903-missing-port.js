// TF903: a route to a port that the Service does not have leads to no cluster.
import { createServer } from 'node:http'
import { answerOf } from './endpoints.js'

export const missingPort = {
  id: 'TF903',
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
