// The line.
import { traceferry } from '@traceferry/web'

export const onRequest = traceferry()
