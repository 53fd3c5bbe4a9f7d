// Mercurius 16, on Fastify 5
import { traceferry } from '@traceferry/fastify'
import fastify from 'fastify'
import mercurius from 'mercurius'
import { listening, work } from './work.mjs'

const app = fastify()
await app.register(traceferry)
await app.register(mercurius, {
  schema: 'type Query { work(n: String, client: String): String }',
  resolvers: { Query: { work: (_, { n, client }) => work(n, client) } },
})
await app.listen({ port: 0, host: '127.0.0.1' })
listening(app.server.address().port)
