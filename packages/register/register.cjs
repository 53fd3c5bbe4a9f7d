// No code change, from any folder and on any Node: NODE_OPTIONS="--require /app/node_modules/@traceferry/register/register.cjs".
// Every Node that inherits the variable loads this: npm, probes, a `kubectl exec`, one that is too old. It stops none of them: it
// says once, on stderr, what keeps traceferry from working. In the syntax of Node 8.
'use strict'

const versions = process.versions.node.split('.').map(Number)

try {
  if (isTooOld(versions[0], versions[1]))
    say(`it needs Node.js 20.19, 22.12 or later, and this is ${process.versions.node}`)
  else require('@traceferry/register')
} catch (error) {
  // The lines after the first list where Node looked for a module.
  say(String(error instanceof Error ? error.message : error).split('\n', 1)[0])
}

function isTooOld(major, minor) {
  if (major === 20) return minor < 19
  return major < 22 || (major === 22 && minor < 12)
}

function say(why) {
  if (isMainThread()) process.stderr.write(`traceferry does nothing in this process: ${why}\n`)
}

/** Worker threads load this too. Node has them since 10.5. */
function isMainThread() {
  try {
    // biome-ignore lint/style/useNodejsImportProtocol: Node 12 does not know it
    return require('worker_threads').isMainThread
  } catch (_) {
    return true
  }
}
