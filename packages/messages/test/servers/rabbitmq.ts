import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '@traceferry/testkit'
import { find, fromDebian, onPath } from './find.ts'
import { newFolder, type Server, startServer } from './start.ts'

// Debian's rabbitmq-server on the PATH changes to a user of its own, who could not write to our folder; this one does not.
const PROGRAM = '/usr/lib/rabbitmq/bin/rabbitmq-server'

export const findRabbitMq = () =>
  find('RabbitMQ', onPath(PROGRAM), fromDebian('rabbitmq-server', PROGRAM), onPath('rabbitmq-server'))

/** One RabbitMQ, and the name server of Erlang that it would otherwise start for good. AMQP 0-9-1 and 1.0 share a port. */
export async function startRabbitMq(program: string): Promise<Server & { stomp: number }> {
  const [port, stomp, names, nodes] = [await freePort(), await freePort(), await freePort(), await freePort()]
  const erlang = { ERL_EPMD_PORT: String(names), ERL_EPMD_ADDRESS: '127.0.0.1' }
  const epmd = await startServer(newFolder('epmd'), names, 'epmd', ['-address', '127.0.0.1', '-port', String(names)])
  const folder = newFolder('rabbitmq')
  writeFileSync(
    join(folder, 'rabbitmq.conf'),
    `listeners.tcp.1 = 127.0.0.1:${port}\nstomp.listeners.tcp.1 = 127.0.0.1:${stomp}\n`,
  )
  writeFileSync(join(folder, 'plugins'), '[rabbitmq_amqp1_0, rabbitmq_stomp].\n')
  const rabbit = await startServer(folder, port, program, [], {
    ...erlang,
    HOME: folder, // where Erlang keeps its cookie
    RABBITMQ_NODENAME: `traceferry-${port}@localhost`,
    RABBITMQ_DIST_PORT: String(nodes),
    RABBITMQ_MNESIA_BASE: join(folder, 'data'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'plugins'),
    RABBITMQ_PID_FILE: join(folder, 'pid'),
  })
  return {
    port,
    stomp,
    async stop() {
      await rabbit.stop()
      await epmd.stop()
    },
  }
}
