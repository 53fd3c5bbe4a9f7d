/**
 * traceferry without a code change: `node --import @traceferry/register app.js` captures for every HTTP server in the
 * process, be it node:http, https or http2, in ES modules or CommonJS, and installs all forwarders. Options come from
 * the environment (docs/options.md); a wrong one ends the start-up. An adapter's line in the app may stay, and its
 * options go before those of the environment. With TRACEFERRY_REPORT=/path.json the process reports on itself
 * (docs/doctor.md).
 * @module
 */
import { createRequire } from 'node:module'
import { Server } from 'node:net'
import { mainGlobal, sayLine } from '@traceferry/core/internal'
import { install } from '@traceferry/fetch'
import { wrapEmit } from '@traceferry/http/internal'

// Once per process, also when several copies are preloaded.
const SLOT = Symbol.for('traceferry.register.v2')
const holder = mainGlobal as { [SLOT]?: true }

if (holder[SLOT] === undefined) {
  const policy = sayLine()
  install()
  // All of Node's HTTP servers descend from net.Server, so that neither https nor http2 must be loaded to reach them.
  wrapEmit(Server.prototype, policy)
  // Asked for by the environment, and not loaded otherwise. By require(), since an await up here would keep those out who
  // preload this by --require.
  if (process.env.TRACEFERRY_REPORT) {
    const require = createRequire(import.meta.url)
    const { report } = require('@traceferry/lifecycle/report') as typeof import('@traceferry/lifecycle/report')
    report()
  }
  Object.defineProperty(holder, SLOT, { value: true })
}
