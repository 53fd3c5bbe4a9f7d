const { load } = require('../load.cjs')

exports.listen = async ({ answer, enter, mount }) => {
  const app = load('express')()
  if (enter !== undefined) app.use((request, _, next) => enter(request, next))
  await mount?.express(app)
  app.get('/', async (request, response) => {
    await answer(request)
    response.send('done')
  })
  const server = app.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.on('listening', resolve))
  return server
}
