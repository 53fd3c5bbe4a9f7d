const { request } = require('../load.cjs').load('undici')

exports.call = async (url, headers) => (await request(url, { headers })).body.text()
