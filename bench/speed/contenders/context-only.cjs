// The runtime's own tax: a store is entered for each request, and nothing is forwarded.
const { AsyncLocalStorage } = require('node:async_hooks')

const storage = new AsyncLocalStorage()

exports.enter = (_, next) => storage.run({}, next)
