// Asks systems from inside the client's pod. As a program it gets questions on standard input, one JSON a line:
// `{ id, name, addresses }`, and answers each with a line: `{ id, verdict, said }`.
import { createInterface } from 'node:readline'
import { systems } from './systems.js'

for await (const line of createInterface({ input: process.stdin })) {
  const { id, name, addresses } = JSON.parse(line)
  const [system] = systems.filter((one) => one.name === name)
  const answer = system.ask(addresses).catch((error) => ({ verdict: 'closed', said: reason(error) }))
  answer.then((result) => console.log(JSON.stringify({ id, ...result })))
}

function reason(error) {
  return error.cause?.code ?? error.code ?? error.message
}
