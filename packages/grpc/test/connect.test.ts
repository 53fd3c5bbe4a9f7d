import http2 from 'node:http2'
import { setTimeout as sleep } from 'node:timers/promises'
import { create, createFileRegistry } from '@bufbuild/protobuf'
import { EmptySchema, FileDescriptorProtoSchema, file_google_protobuf_empty } from '@bufbuild/protobuf/wkt'
import { createClient } from '@connectrpc/connect'
import { createGrpcTransport } from '@connectrpc/connect-node'
import { install, uninstall } from '@traceferry/fetch'
import { within } from '@traceferry/testkit'
import { afterAll, expect, test } from 'vitest'

// Connect speaks gRPC over node:http2 and keeps no calls: the caller's context is right, and no interceptor is needed.

const empty = '.google.protobuf.Empty'
const registry = createFileRegistry(
  create(FileDescriptorProtoSchema, {
    name: 'shop.proto',
    package: 'shop',
    syntax: 'proto3',
    dependency: ['google/protobuf/empty.proto'],
    service: [{ name: 'Orders', method: [{ name: 'Count', inputType: empty, outputType: empty }] }],
  }),
  () => file_google_protobuf_empty.proto,
)

afterAll(uninstall)

test("60 calls of Connect's gRPC transport at once carry their own ids", async () => {
  install()
  const seen: [unknown, unknown][] = []
  const server = http2.createServer().on('stream', (stream, headers) => {
    seen.push([headers['x-n'], headers['x-request-id']])
    stream.respond({ ':status': 200, 'content-type': 'application/grpc+proto' }, { waitForTrailers: true })
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }))
    setTimeout(() => stream.end(Buffer.from([0, 0, 0, 0, 0])), Math.random() * 4)
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  const service = registry.getService('shop.Orders')
  if (service === undefined) throw new Error('no such service')
  const client = createClient(service, createGrpcTransport({ baseUrl: `http://127.0.0.1:${port}` }))
  const { count } = client as unknown as { count(request: object, options: object): Promise<object> }
  const calls = Array.from({ length: 60 }, (_, n) =>
    within(['x-request-id', `r${n}`], async () => {
      await sleep(Math.random() * 5)
      return count(create(EmptySchema), { headers: { 'x-n': `r${n}` } })
    }),
  )
  await Promise.all(calls)
  server.close()
  expect(seen).toHaveLength(60)
  expect(seen.filter(([n, id]) => n !== id)).toEqual([])
})
