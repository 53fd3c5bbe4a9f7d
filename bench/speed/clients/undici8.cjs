const { request } = require('../load.cjs').loadUndici8('undici')

exports.call = async (url, headers) => (await request(url, { headers })).body.text()
