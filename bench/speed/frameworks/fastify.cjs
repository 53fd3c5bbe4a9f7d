const { load } = require('../load.cjs')

exports.listen = async ({ answer, enter, mount }) => {
  const app = load('fastify')()
  if (enter !== undefined) app.addHook('onRequest', (request, _, done) => enter(request.raw, done))
  await mount?.fastify(app)
  app.get('/', async (request) => {
    await answer(request.raw)
    return 'done'
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  return app.server
}
