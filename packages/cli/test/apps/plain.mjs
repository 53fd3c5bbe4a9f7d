// A service that has never heard of traceferry.
import http from 'node:http'

const { PORT, HOST } = process.env
http.createServer((_, response) => response.end('ok')).listen(Number(PORT), HOST)
