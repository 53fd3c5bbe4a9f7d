// What a service does with a request: it calls the upstream at once, later, after an error, and while its answer is sent.

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** `/work?n=7&client=fetch`: two calls at once and one later, which `later` keeps alive. */
export function worker(clients, upstream) {
  return async function work(url, later = () => {}) {
    const { searchParams } = new URL(url, 'http://service')
    const [n, client] = [searchParams.get('n'), searchParams.get('client')]
    const call = (where) => clients[client](`${upstream}/${where}?n=${n}&client=${encodeURIComponent(client)}`)
    await Promise.all([call('handler'), call('handler')])
    await Promise.reject(new Error('an error of the app')).catch(() => call('error'))
    later(sleep(20).then(() => call('late')))
    return 'ok'
  }
}

/** The same, and an answer whose body is made while it is sent. */
export function streamed(clients, upstream) {
  const work = worker(clients, upstream)
  return async function answer(request, later) {
    const { searchParams } = new URL(request.url)
    const [n, client] = [searchParams.get('n'), searchParams.get('client')]
    if (request.method === 'POST') await request.text()
    await work(request.url, later)
    const part = async () => {
      await clients[client](`${upstream}/body?n=${n}&client=${encodeURIComponent(client)}`)
      return new TextEncoder().encode('.')
    }
    return new Response(n % 2 === 0 ? pulled(part) : ReadableStream.from(generated(part)))
  }
}

function pulled(part) {
  let parts = 0
  const source = {
    async pull(controller) {
      controller.enqueue(await part())
      if (++parts === 2) controller.close()
    },
  }
  return new ReadableStream(source, { highWaterMark: 0 })
}

async function* generated(part) {
  yield await part()
  yield await part()
}
