// Google's functions-framework

import * as functions from '@google-cloud/functions-framework'
import { getTestServer } from '@google-cloud/functions-framework/testing'
import { traceferry } from '@traceferry/web'
import { listen, workOf } from './work.mjs'

functions.http(
  'orders',
  traceferry(async (request, response) => {
    response.send(await workOf(request.url))
  }),
)
listen(getTestServer('orders'))
