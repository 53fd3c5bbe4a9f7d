// The app's own libraries, under the names that tracers look for: `express`, not the alias that the tests use.
const { createRequire } = require('node:module')

exports.load = createRequire(`${process.env.APPS}/x.js`)
