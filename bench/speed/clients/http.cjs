const http = require('node:http')

const agent = new http.Agent({ keepAlive: true })

exports.call = (url, headers) =>
  new Promise((resolve, reject) => {
    const read = (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk) => {
        text += chunk
      })
      response.on('end', () => resolve(text))
    }
    http.get(url, { agent, headers }, read).on('error', reject)
  })
