// What a careful user writes: pick the headers, keep them in a context, spread them into each call's options. Wrong on
// late events and redirects; the figure to stay beside.
const { AsyncLocalStorage } = require('node:async_hooks')
const { pick } = require('./names.cjs')

const storage = new AsyncLocalStorage()

exports.enter = (request, next) => storage.run(pick(request), next)
exports.carried = () => storage.getStore()
