/**
 * traceferry without a code change: `node --import @traceferry/register app.js` captures for every HTTP server in the
 * process (node:http, https or http2, in ES modules or CommonJS), and installs all forwarders. Options come from the
 * environment (docs/options.md); a wrong one stops startup. An adapter's setup line in the app may stay, and its
 * options win over those of the environment. With TRACEFERRY_REPORT=/path.json the process reports on itself
 * (docs/doctor.md). With TRACEFERRY_DISABLED=true it does nothing at all.
 * @module
 */
import { createRequire } from 'node:module'
import {
  appPolicy,
  isDisabled,
  mainGlobal,
  type ResolvedPolicy,
  runtime,
  serverPrototypes,
  setAppPolicy,
} from '@traceferry/core/internal'
import { install } from '@traceferry/fetch'
import { wrapEmit } from '@traceferry/http/internal'

// Once per process, also when several copies are preloaded.
const SLOT = Symbol.for('traceferry.register.v2')
const holder = mainGlobal as { [SLOT]?: true }

if (holder[SLOT] === undefined) {
  // The app's line may have run first, if this is loaded with the first server (payload/register.cjs).
  const policy = appPolicy() ?? setAppPolicy()
  install()
  for (const servers of serverPrototypes()) wrapEmit(servers, policy)
  if (runtime !== 'node' && !isDisabled()) wrapServe(policy)
  // Loaded only if the environment asks for it. It uses require(), because an await at the top level would make this
  // module fail when it is preloaded with --require.
  if (process.env.TRACEFERRY_REPORT && !isDisabled()) {
    const require = createRequire(import.meta.url)
    const { report } = require('@traceferry/sidecar/report') as typeof import('@traceferry/sidecar/report')
    report()
  }
  Object.defineProperty(holder, SLOT, { value: true })
}

/** The web Request servers of Bun and Deno. */
function wrapServe(policy: ResolvedPolicy): void {
  const require = createRequire(import.meta.url)
  const web = require('@traceferry/web/internal') as typeof import('@traceferry/web/internal')
  web.wrapServe(policy)
}
