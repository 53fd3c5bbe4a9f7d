import { freePort } from '@traceferry/testkit'
import { find, fromDebian, fromGo, onPath } from './find.ts'
import { newFolder, type Server, startServer } from './start.ts'

export const findNats = () =>
  find(
    'NATS server',
    onPath('nats-server'),
    fromDebian('nats-server', 'nats-server'),
    fromGo('github.com/nats-io/nats-server/v2', 'v2.12.15', 'nats-server'),
  )

/** A NATS server with JetStream, which can deliver a message again. */
export async function startNats(program: string): Promise<Server> {
  const port = await freePort()
  const folder = newFolder('nats')
  return startServer(folder, port, program, ['-a', '127.0.0.1', '-p', String(port), '-js', '-sd', folder])
}
