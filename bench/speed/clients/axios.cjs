const http = require('node:http')
const axios = require('../load.cjs').load('axios')

const client = axios.create({ httpAgent: new http.Agent({ keepAlive: true }) })

exports.call = async (url, headers) => (await client.get(url, { headers })).data
