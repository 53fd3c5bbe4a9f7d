const { load } = require('../load.cjs')

exports.listen = async ({ answer, enter, mount }) => {
  const exported = load('koa')
  const app = new (exported.default ?? exported)()
  if (enter !== undefined) app.use((context, next) => enter(context.req, next))
  await mount?.koa(app)
  app.use(async (context) => {
    await answer(context.req)
    context.body = 'done'
  })
  const server = app.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.on('listening', resolve))
  return server
}
