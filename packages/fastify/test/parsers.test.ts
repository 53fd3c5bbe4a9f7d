import { parses } from '@traceferry/testkit'
import multipart8 from 'fastify-multipart8'
import multipart9 from 'fastify-multipart9'
import fastify4 from 'fastify4'
import fastify5 from 'fastify5'
import { describe } from 'vitest'
import { type Fastify, parser } from './fastify.ts'

const majors = { 'Fastify 4': [fastify4, multipart8], 'Fastify 5': [fastify5, multipart9] }

for (const [major, [fastify, multipart]] of Object.entries<Fastify>(majors)) {
  const withMultipart = (app: Fastify) => app.register(multipart)
  const withBuffers = (app: Fastify) => {
    const whole = (_: unknown, body: Buffer, done: (error: null, body: Buffer) => void) => done(null, body)
    app.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, whole)
  }
  describe(major, () => {
    parses(
      'the built-in parser',
      'json',
      parser(
        fastify,
        () => {},
        async (request) => request.body.n,
      ),
    )
    parses(
      'a buffer parser',
      'bytes',
      parser(fastify, withBuffers, async (request) => String(request.body).split(':')[0]),
    )
    parses(
      '@fastify/multipart, file()',
      'file',
      parser(fastify, withMultipart, async (request) => {
        const file = await request.file()
        await file.toBuffer()
        return file.fields.n.value
      }),
    )
    parses(
      '@fastify/multipart, parts()',
      'file',
      parser(fastify, withMultipart, async (request) => {
        let n: unknown
        for await (const part of request.parts()) {
          if (part.type === 'file') for await (const _ of part.file);
          else n = part.value
        }
        return n
      }),
    )
  })
}
