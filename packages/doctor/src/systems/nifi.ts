// Checks the listen addresses of NiFi.
import { isLoopback } from '../model/hosts.ts'
import { inLoopback, inPassthrough, type SystemCheck } from './system-check.ts'

const hosts = [
  'nifi.web.https.host',
  'nifi.web.http.host',
  'nifi.cluster.load.balance.host',
  'nifi.remote.input.host',
  'nifi.cluster.node.address',
]

/** The web host is 127.0.0.1 by default; empty means all addresses. A node announces its addresses to the other nodes. */
export const nifi: SystemCheck = function* (settings, { listen, isSetElsewhere }) {
  const interfaces = settings.entries.filter(
    ({ key }) => /^nifi\.web\.https?\.network\.interface\./.test(key) && !key.endsWith('.lo'),
  )
  for (const key of hosts) {
    const setting = settings.get(key)
    if (setting === undefined || setting.value === '') continue
    const isWeb = key.startsWith('nifi.web.')
    if (listen === 'passthrough' && isLoopback(setting.value) && !(isWeb && interfaces.length > 0)) {
      yield {
        setting,
        message: `NiFi's ${key} is ${setting.value}, but ${inPassthrough}`,
        fix: isWeb ? `${key}=0.0.0.0` : `${key}= the pod's own name`,
      }
    } else if (listen === 'loopback' && isWeb && !isLoopback(setting.value) && setting.value !== '0.0.0.0') {
      yield {
        setting,
        message: `NiFi's ${key} is the pod's address, but ${inLoopback}: connections are reset`,
        fix: `${key}=0.0.0.0`,
      }
    }
  }
  const isDefault = settings.complete && listen === 'passthrough' && interfaces.length === 0
  if (isDefault && !hosts.slice(0, 2).some((key) => settings.get(key) !== undefined || isSetElsewhere(key))) {
    yield {
      message: `NiFi's web host is 127.0.0.1 by default, but ${inPassthrough}`,
      fix: 'nifi.web.https.host=0.0.0.0',
    }
  }
}
