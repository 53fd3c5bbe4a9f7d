// TF901: a route to a host that is not there leads to no cluster.
import { answerOf } from './endpoints.js'

export const missingHost = {
  id: 'TF901',
  rows: [{ what: 'a call through the route', measure: answerOf }],
}
