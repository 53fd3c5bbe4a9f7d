// TF902: a route to a subset that no DestinationRule has leads to no cluster.
import { answerOf } from './endpoints.js'

export const missingSubset = {
  id: 'TF902',
  rows: [{ what: 'a call through the route', measure: answerOf }],
}
