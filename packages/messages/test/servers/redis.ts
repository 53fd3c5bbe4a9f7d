import { freePort } from '@traceferry/testkit'
import { find, fromDebian, onPath } from './find.ts'
import { newFolder, type Server, startServer } from './start.ts'

export const findRedis = () => find('Redis', onPath('redis-server'), fromDebian('redis-server', 'redis-server'))

/** A Redis in memory only. */
export async function startRedis(program: string): Promise<Server> {
  const port = await freePort()
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  return startServer(newFolder('redis'), port, program, args)
}
