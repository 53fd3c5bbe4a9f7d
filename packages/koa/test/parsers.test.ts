import { bodyParser } from '@koa/bodyparser'
import { parses } from '@traceferry/testkit'
import formidable from 'formidable'
import koaBodyparser from 'koa-bodyparser'
import koa2 from 'koa2'
import koa3 from 'koa3'
import { describe } from 'vitest'
import { type Koa, parser } from './koa.ts'

async function withFormidable(context: Koa, next: () => Promise<unknown>): Promise<void> {
  const [fields] = await formidable({}).parse(context.req)
  context.request.body = { n: fields.n[0] }
  await next()
}

const inBody = (context: Koa) => context.request.body.n

for (const [major, Koa] of Object.entries<Koa>({ 'Koa 2': koa2, 'Koa 3': koa3 })) {
  describe(major, () => {
    parses('koa-bodyparser', 'json', parser(Koa, koaBodyparser(), inBody))
    parses('koa-bodyparser', 'form', parser(Koa, koaBodyparser(), inBody))
    parses('@koa/bodyparser', 'json', parser(Koa, bodyParser(), inBody))
    parses('@koa/bodyparser', 'form', parser(Koa, bodyParser(), inBody))
    parses('formidable', 'file', parser(Koa, withFormidable, inBody))
  })
}
