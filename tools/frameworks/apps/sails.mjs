// Sails 1, without its hooks for pages and databases
import { traceferry } from '@traceferry/express'
import { Sails } from 'sails'
import { listening, work } from './work.mjs'

const app = new Sails()
const port = Number(process.env.PORT)
const settings = {
  port,
  explicitHost: '127.0.0.1',
  environment: 'production',
  appPath: import.meta.dirname ?? process.cwd(),
  globals: false,
  hooks: { grunt: false, session: false },
  log: { level: 'error' },
  http: { middleware: { order: ['traceferry', 'router'], traceferry: traceferry() } },
  routes: {
    'GET /work': async (request, response) => response.send(await work(request.query.n, request.query.client)),
  },
}
app.lift(settings, (error) => {
  if (error) throw error
  listening(port)
})
