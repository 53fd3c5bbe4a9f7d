/**
 * Loaded before an app that `startService` starts as a command, by `NODE_OPTIONS=--import`: follows its requests, and
 * tells the test of its calls. Without the test's variable it does nothing.
 * @module
 */
import { Server } from 'node:net'
import { isMainThread } from 'node:worker_threads'
import { resolveHere } from './hosts.ts'
import { LINK_VARIABLE, type LinkSettings, tellLink } from './link.ts'
import { observe } from './observe.ts'
import { follow } from './working.ts'

const text = process.env[LINK_VARIABLE]
if (text !== undefined) {
  const settings = JSON.parse(text) as LinkSettings
  // A test that was killed cannot end its program any more. A worker thread's link may end before the program does.
  const tell = tellLink(settings, () => {
    if (isMainThread) process.kill(process.pid, 'SIGKILL')
  })
  resolveHere(settings.hosts)
  observe(tell)
  // What all HTTP servers of Node descend from.
  follow(Server.prototype)
}
