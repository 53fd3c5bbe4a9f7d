/**
 * Loaded by `NODE_OPTIONS=--import` before an app that `startService` starts as a command. Follows the app's requests and reports
 * its calls to the test. Without the test's variable it does nothing.
 * @module
 */
import { Server } from 'node:net'
import { isMainThread } from 'node:worker_threads'
import { follow } from './follow.ts'
import { LINK_VARIABLE, type LinkSettings, tellLink } from './link.ts'
import { observe } from './observe.ts'
import { resolveHere } from './resolve-here.ts'

const text = process.env[LINK_VARIABLE]
if (text !== undefined) {
  const settings = JSON.parse(text) as LinkSettings
  // A test that was killed cannot end its program. The link of a worker thread may end before the program does.
  const tell = tellLink(settings, () => {
    if (isMainThread) process.kill(process.pid, 'SIGKILL')
  })
  resolveHere(settings.hosts)
  observe(tell)
  // The prototype of all HTTP servers of Node.
  follow(Server.prototype)
}
