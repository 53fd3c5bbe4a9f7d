import { createSecureServer } from 'node:http2'
import { createServer, type Server } from 'node:https'
import { inbound, selfSigned } from '@traceferry/testkit'
import { adapter } from './servers.ts'

const tls = selfSigned()

inbound(
  'https.createServer(handler)',
  adapter((handle) => createServer(tls, handle), 'https'),
)

inbound(
  'http2.createSecureServer for HTTP/1.1 clients',
  // Its handler may as well get what HTTP/2 brings, so its types fit no other server's.
  adapter((handle) => createSecureServer({ ...tls, allowHTTP1: true }, handle as never) as unknown as Server, 'https'),
)
