// An Express app that calls the upstream once multer has parsed an upload. Loaded from where the peers are, and under
// the real names: by those a tracer tells what it has to patch.
const { createRequire } = require('node:module')
const load = createRequire(`${process.env.PEERS}/x.js`)

let app

function appWith(call) {
  const multer = load('multer')
  return load('express')()
    .use(multer().single('file'))
    .use((request, _, next) => {
      if (request.file === undefined) return next(new Error('no file'))
      call(request.url).then(() => next(), next)
    })
}

exports.upload = (call) => (_, request, response) => {
  app ??= appWith(call)
  return new Promise((resolve, reject) => {
    app(request, response, (error) => (error ? reject(error) : resolve()))
  })
}
