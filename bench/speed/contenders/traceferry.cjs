// As the README says, with the default options. The packages are the compiled ones, as users get them.
const adapter = (name) => import(`../../../packages/${name}/dist/index.js`)

exports.mount = {
  express: async (app) => app.use((await adapter('express')).traceferry()),
  fastify: async (app) => app.register((await adapter('fastify')).traceferry),
  koa: async (app) => app.use((await adapter('koa')).traceferry()),
  http: async (server) => (await adapter('http')).traceferry(server),
}
