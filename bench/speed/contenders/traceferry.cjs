// As the README says, with the default options. The packages are the compiled ones, as users get them, and the service is
// CommonJS, so it requires them.
const adapter = (name) => require(`@traceferry/${name}`)

exports.mount = {
  express: (app) => app.use(adapter('express').traceferry()),
  fastify: (app) => app.register(adapter('fastify').traceferry),
  koa: (app) => app.use(adapter('koa').traceferry()),
  http: (server) => adapter('http').traceferry(server),
}
