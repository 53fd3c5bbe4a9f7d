// A one-off script, such as a probe: it makes calls and serves none. It reports whether anything in Node was replaced.
const http = require('node:http')
const { Server } = require('node:net')

const natives = [http.request, http.get, http.ClientRequest, http.Agent.prototype.addRequest, globalThis.fetch]
const before = natives.map(String)

fetch(process.env.UPSTREAM)
  .then((answer) => answer.text())
  .then(() => {
    const after = [http.request, http.get, http.ClientRequest, http.Agent.prototype.addRequest, globalThis.fetch]
    const patched = after.filter((one, n) => one !== natives[n] || String(one) !== before[n])
    const loaded = Object.keys(require.cache).filter((file) => file.endsWith('traceferry.cjs'))
    http.createServer()
    const late = [http.request, http.get].filter((one, n) => one !== natives[n])
    const rest = ['on'].filter((name) => Object.hasOwn(Server.prototype, name))
    console.log(JSON.stringify({ patched: patched.length, loaded: loaded.length, late: late.length, rest }))
    process.exit()
  })
