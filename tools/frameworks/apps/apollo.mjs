// Apollo Server 5, its standalone server, without a line
import { ApolloServer } from '@apollo/server'
import { startStandaloneServer } from '@apollo/server/standalone'
import { listening, work } from './work.mjs'

const server = new ApolloServer({
  typeDefs: 'type Query { work(n: String, client: String): String }',
  resolvers: { Query: { work: (_, { n, client }) => work(n, client) } },
})
const { url } = await startStandaloneServer(server, { listen: { port: 0, host: '127.0.0.1' } })
listening(new URL(url).port)
