// tRPC 11, its standalone server
import { traceferry } from '@traceferry/http'
import { initTRPC } from '@trpc/server'
import { createHTTPServer } from '@trpc/server/adapters/standalone'
import { listen, work } from './work.mjs'

const t = initTRPC.create()
const router = t.router({
  work: t.procedure.input((input) => input).query(({ input }) => work(input.n, input.client)),
})
const made = createHTTPServer({ router })
listen(traceferry(made.server ?? made))
