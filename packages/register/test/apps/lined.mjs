// An app that has an adapter's line already, with options of its own if the command line says so.
import { counters, traceferry } from '@traceferry/express'
import express from 'express5'

const { UPSTREAM } = process.env
const options = process.argv[2] === undefined ? undefined : JSON.parse(process.argv[2])

const app = express()
app.use(traceferry(options))
app.use(async (request, response) => {
  await (await fetch(`${UPSTREAM}${request.url}/fetch`)).text()
  response.json(counters().dropped)
})
const server = app.listen(0, '127.0.0.1', () => console.log(server.address().port))
