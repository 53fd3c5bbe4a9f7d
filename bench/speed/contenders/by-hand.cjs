// Each call is given the request, and copies from it. No context at all.
const { pick } = require('./names.cjs')

exports.carried = pick
