// Checks the listen addresses of ZooKeeper.
import { isLoopback } from '../model/hosts.ts'
import { inLoopback, inPassthrough, type SystemCheck } from './system-check.ts'

/**
 * The client port is open on all addresses, the quorum ports (2888, 3888) only on the pod's address. So in loopback mode an
 * ensemble finds no quorum (none in 25 s; in 4 s with quorumListenOnAllIPs=true). In passthrough mode it needs no setting.
 */
export const zookeeper: SystemCheck = function* (settings, { listen, isSetElsewhere }) {
  const all = settings.get('quorumListenOnAllIPs')
  const client = settings.get('clientPortAddress')
  const isEnsemble = settings.entries.some(({ key }) => /^server\.(\d+|\*)$/.test(key))
  if (listen === 'loopback') {
    const isOn = all?.value.toLowerCase() === 'true' || (all === undefined && isSetElsewhere('quorumListenOnAllIPs'))
    if (isEnsemble && !isOn) {
      const message = `ZooKeeper's quorum ports listen on the pod's address only, and ${inLoopback}: no quorum, and the pods restart forever`
      yield {
        setting: all ?? settings.entries.find(({ key }) => key.startsWith('server.')),
        message,
        fix: 'quorumListenOnAllIPs=true',
      }
    }
    return
  }
  if (client && isLoopback(client.value)) {
    const message = `ZooKeeper's clientPortAddress is ${client.value}, but ${inPassthrough}`
    yield { setting: client, message, fix: 'clientPortAddress=0.0.0.0' }
  }
}
