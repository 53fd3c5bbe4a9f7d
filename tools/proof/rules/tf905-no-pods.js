// TF905: a Service whose selector no pod has is a cluster without endpoints.
import { answerOf } from './endpoints.js'

export const noPods = {
  id: 'TF905',
  rows: [{ what: 'a call of the Service', measure: answerOf }],
}
