// Connect for Node.js 2, with a method that is described by hand in place of generated code
import { createServer } from 'node:http'
import { EmptySchema, MethodOptions_IdempotencyLevel as Idempotency } from '@bufbuild/protobuf/wkt'
import { connectNodeAdapter } from '@connectrpc/connect-node'
import { traceferry } from '@traceferry/http'
import { listen, workOf } from './work.mjs'

const method = {
  kind: 'rpc',
  name: 'Work',
  localName: 'work',
  parent: { typeName: 'shop.Orders', methods: [] },
  methodKind: 'unary',
  input: EmptySchema,
  output: EmptySchema,
  idempotency: Idempotency.NO_SIDE_EFFECTS,
}
const routes = (router) =>
  router.rpc(method, async (_, context) => {
    await workOf(context.url)
    return {}
  })
listen(traceferry(createServer(connectNodeAdapter({ routes }))))
