// GraphQL Yoga 5
import { createServer } from 'node:http'
import { traceferry } from '@traceferry/web'
import { createSchema, createYoga } from 'graphql-yoga'
import { listen, work } from './work.mjs'

const yoga = createYoga({
  schema: createSchema({
    typeDefs: 'type Query { work(n: String, client: String): String }',
    resolvers: { Query: { work: (_, { n, client }) => work(n, client) } },
  }),
})
listen(createServer(traceferry(yoga)))
