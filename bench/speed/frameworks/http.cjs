const http = require('node:http')

exports.listen = async ({ answer, enter, mount }) => {
  async function handler(request, response) {
    await answer(request)
    response.end('done')
  }
  const listener =
    enter === undefined ? handler : (request, response) => enter(request, () => handler(request, response))
  const server = http.createServer(listener)
  await mount?.http?.(server)
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}
