// The app's own libraries, under the names that tracers look for: `express`, not the alias that the tests use.
const { createRequire } = require('node:module')

exports.load = createRequire(`${process.env.APPS}/x.js`)

/** The coming undici, under its own name too, so it stands in a folder of its own. */
exports.loadUndici8 = createRequire(`${process.env.APPS}/undici8/x.js`)
