// A consumer of messages: no server, and two calls for each message, by functions that it took at its start.
const { get } = require('node:http')
const { capture, createPolicy, run } = require('@traceferry/core')

const call = (path) =>
  new Promise((done) => get(process.env.UPSTREAM + path, (answer) => answer.resume().on('end', done)))

const onMessage = async (n) => {
  await call(`/${n}/http`)
  await (await fetch(`${process.env.UPSTREAM}/${n}/fetch`)).text()
}

const messages = Array.from({ length: 20 }, (_, n) => n)
call('/before')
  .then(() =>
    Promise.all(messages.map((n) => run(capture(['x-request-id', `request-${n}`], createPolicy()), onMessage, n))),
  )
  .then(() => process.exit())
