// `node zookeeper-question.js <host:port>...`: writes through the first node, reads through each. Prints what came of it.
// A program of its own, since a client that gives up while it connects throws out of its socket's event.
import zookeeper from 'node-zookeeper-client'

const nodes = process.argv.slice(2)
const key = `/proof-${process.pid}-${Date.now()}`

await withSession(nodes[0], (session) => call(session, 'create', key, Buffer.from('tea')))
for (const node of nodes) {
  const read = await withSession(node, (session) => call(session, 'getData', key))
  if (String(read) !== 'tea') throw new Error(`read ${read} through ${node}`)
}
console.log('written through one node, read through each')
process.exit()

async function withSession(node, work) {
  const session = zookeeper.createClient(node, { sessionTimeout: 10_000, retries: 0 })
  await new Promise((resolve) => {
    session.once('connected', resolve)
    session.connect()
  })
  const result = await work(session)
  session.close()
  return result
}

function call(session, name, ...args) {
  return new Promise((resolve, reject) => {
    session[name](...args, (error, result) => (error ? reject(error) : resolve(result)))
  })
}
