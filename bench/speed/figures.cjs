// What the service tells about itself when it is asked.
const os = require('node:os')

/** A system call that nothing else makes: the instruction counter looks out for it. */
exports.mark = () => os.getPriority()

exports.heap = () => process.send({ figure: process.memoryUsage().heapUsed })

exports.cpu = () => {
  const { user, system } = process.cpuUsage()
  process.send({ figure: user + system })
}

/** What is left when all garbage is gone. Needs --expose-gc. */
exports.left = () => {
  for (let i = 0; i < 3; i++) globalThis.gc()
  const { heapUsed, rss } = process.memoryUsage()
  process.send({ figure: { heapUsed, rss } })
}
