/**
 * traceferry without a code change: `node --import @traceferry/register app.js` captures for every HTTP server in the
 * process (node:http, https or http2, in ES modules or CommonJS), and installs all forwarders. Options come from the
 * environment (docs/options.md); a wrong one stops the start-up. An adapter's setup line in the app may stay, and its
 * options win over those of the environment. With TRACEFERRY_REPORT=/path.json the process reports on itself
 * (docs/doctor.md). With TRACEFERRY_DISABLED=true it does nothing at all.
 * @module
 */
import { createRequire } from 'node:module'
import { Server } from 'node:net'
import { isDisabled, mainGlobal, setAppPolicy } from '@traceferry/core/internal'
import { install } from '@traceferry/fetch'
import { wrapEmit } from '@traceferry/http/internal'

// Once per process, also when several copies are preloaded.
const SLOT = Symbol.for('traceferry.register.v2')
const holder = mainGlobal as { [SLOT]?: true }

if (holder[SLOT] === undefined) {
  const policy = setAppPolicy()
  install()
  // All of Node's HTTP servers descend from net.Server, so that neither https nor http2 must be loaded to patch them.
  wrapEmit(Server.prototype, policy)
  // Loaded only if the environment asks for it. It uses require(), because an await at the top level would make this
  // module fail when it is preloaded with --require.
  if (process.env.TRACEFERRY_REPORT && !isDisabled()) {
    const require = createRequire(import.meta.url)
    const { report } = require('@traceferry/sidecar/report') as typeof import('@traceferry/sidecar/report')
    report()
  }
  Object.defineProperty(holder, SLOT, { value: true })
}
