const { loadUndici8 } = require('../load.cjs')
const { request } = loadUndici8('undici')

exports.call = async (url, headers) => (await request(url, { headers })).body.text()
