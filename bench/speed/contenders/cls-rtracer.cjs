// It keeps an id for each request; here the id is all the headers, and the app spreads them into each call.
const { createRequire } = require('node:module')
const { pick } = require('./names.cjs')
const tracer = createRequire(`${process.env.PEERS}/x.js`)('cls-rtracer')

exports.mount = {
  express: (app) => app.use(tracer.expressMiddleware({ requestIdFactory: pick })),
  fastify: (app) => app.register(tracer.fastifyPlugin, { requestIdFactory: pick }),
  koa: (app) => app.use(tracer.koaMiddleware({ requestIdFactory: (context) => pick(context.request ?? context) })),
}

if (process.env.FRAMEWORK === 'http') exports.enter = (request, next) => tracer.runWithId(next, pick(request))

exports.carried = () => tracer.id()
