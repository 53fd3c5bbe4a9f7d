// What the service tells about itself when it is asked, by the name of the question.
const os = require('node:os')

const tell = (figure) => process.send({ figure })

module.exports = {
  /** A system call that nothing else makes: the instruction counter looks out for it. */
  mark: () => os.getPriority(),

  heap: () => tell(process.memoryUsage().heapUsed),

  cpu() {
    const { user, system } = process.cpuUsage()
    tell(user + system)
  },

  spent: () => tell(process.cpuUsage()),

  /** What is left when all garbage is gone. Needs --expose-gc. */
  left() {
    for (let i = 0; i < 3; i++) globalThis.gc()
    const { heapUsed, rss } = process.memoryUsage()
    tell({ heapUsed, rss })
  },
}
