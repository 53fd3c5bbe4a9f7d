// Calls through Node's own fetch, in all its forms. Each tells on the wire whether a copy of npm undici has been loaded.
const { UPSTREAM } = process.env

const loaded = () =>
  Object.keys(require.cache).some((file) => /node_modules.undici.lib/.test(file)) ? 'loaded' : 'absent'
const call = async (path, { headers, ...init } = {}) =>
  (await fetch(UPSTREAM + path, { ...init, headers: { 'x-npm-undici': loaded(), ...headers } })).text()

exports.builtIn = {
  'built-in-get': (path) => call(path),
  'built-in-post': (path) => call(path, { method: 'POST', body: 'earl' }),
  'built-in-request': async (path) =>
    (
      await fetch(new Request(UPSTREAM + path, { method: 'POST', body: 'earl', headers: { 'x-npm-undici': loaded() } }))
    ).text(),
  'built-in-stream': (path) => call(path, { method: 'POST', body: new Blob(['earl']).stream(), duplex: 'half' }),
  'built-in-own': (path) => call(path, { method: 'POST', body: 'earl', headers: { 'X-Request-Id': 'of-the-app' } }),
  'built-in-length': (path) => call(path, { method: 'POST', body: 'earl', headers: { 'content-length': '4' } }),
}
