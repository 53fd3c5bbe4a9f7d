// A caller without a sidecar, a program of its own in the pod `client`: `node outsider.js <url>...`. Prints what came of each
// call as JSON: the status, or the error's code.
import http from 'node:http'

console.log(JSON.stringify(await Promise.all(process.argv.slice(2).map(call))))

function call(url) {
  return new Promise((resolve) => {
    const request = http.get(url, { agent: false, timeout: 10_000 }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    request.on('timeout', () => request.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })))
    request.on('error', (/** @type {NodeJS.ErrnoException} */ { code }) => resolve(code))
  })
}
