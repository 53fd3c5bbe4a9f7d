// The header rules for gRPC metadata: what a service received over HTTP, what its gRPC call must carry.
import { readFileSync } from 'node:fs'
import * as grpc from '@grpc/grpc-js'
import { capture, createPolicy, run } from '@traceferry/core'
import { expect, test } from 'vitest'
import { interceptor } from '../src/index.ts'
import { call, kinds, Orders, serve } from './services.ts'

interface Vector {
  name: string
  in: [string, string][]
  policy: string
  expect: Record<string, string | null>
}

const vectors: Vector[] = JSON.parse(
  readFileSync(new URL('../../core/test/vectors/rules.json', import.meta.url), 'utf8'),
).filter(({ policy }: Vector) => policy === 'default; out=grpc metadata')

test('there is one', () => expect(vectors).toHaveLength(1))

test.each(vectors)('$name', async (vector) => {
  const service = await serve(async (metadata) => metadata.getMap())
  const client = new Orders(service.address, grpc.credentials.createInsecure(), {
    interceptors: [interceptor()],
  })
  try {
    const captured = capture(vector.in.flat(), createPolicy({}, {}))
    for (const kind of kinds) {
      const got = await run(captured, () => call(client, kind))
      for (const [name, value] of Object.entries(vector.expect)) expect(got[name] ?? null, name).toBe(value)
    }
  } finally {
    client.close()
    service.close()
  }
})
