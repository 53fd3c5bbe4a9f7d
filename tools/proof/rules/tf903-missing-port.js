// TF903: a route to a port that the Service does not have leads to no cluster.
import { answerOf } from './endpoints.js'

export const missingPort = {
  id: 'TF903',
  rows: [{ what: 'a call through the route', measure: answerOf }],
}
