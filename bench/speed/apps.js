// What the measured services are made with. It stands in the cache folder, so that the peers find it under its real names.
import { join } from 'node:path'
import { installPeers } from '../cache.js'
import { contenders } from './contenders.js'

const NAME = 'speed-apps'

export const appPackages = { express: '5.3.0', fastify: '5.12.8', koa: '3.3.0', undici: '7.30.2', axios: '1.21.1' }

/** The coming major, which needs Node 22; beside the present one, and under the same name. */
export const undici8 = '8.12.4'

/** Installs them unless they are there, and gives back the folder. */
export function installApps(say) {
  return installPeers(appPackages, say, NAME)
}

/** Installs undici 8 where one of these cells calls by it. */
export function installUndici8(cells, say) {
  if (cells.some(({ client }) => client === 'undici8')) installPeers({ undici: undici8 }, say, join(NAME, 'undici8'))
}

/** Installs what these contenders need; all of the peers stand in one folder. Without any, there is nothing to do. */
export function installTheirs(chosen, say) {
  if (chosen.every((contender) => contender.packages === undefined)) return ''
  return installPeers(Object.assign({}, ...contenders.map((contender) => contender.packages)), say, 'speed-peers')
}
