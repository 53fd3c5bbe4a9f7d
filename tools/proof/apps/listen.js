// Answers 200 at HOST and PORT, as most servers read them: without HOST it listens as Node does by default.
import http from 'node:http'

const { HOST, PORT } = process.env
http.createServer((_, response) => response.end('orders')).listen(Number(PORT), HOST)
