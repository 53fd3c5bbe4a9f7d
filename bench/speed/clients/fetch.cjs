exports.call = async (url, headers) => (await fetch(url, { headers })).text()
