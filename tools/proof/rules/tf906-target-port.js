// TF906: a Service whose targetPort no container has is a cluster without endpoints.
import { answerOf } from './endpoints.js'

export const targetPort = {
  id: 'TF906',
  rows: [{ what: 'a call of the Service', measure: answerOf }],
}
