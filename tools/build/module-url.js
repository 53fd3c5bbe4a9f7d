// What `import.meta.url` says, for the CommonJS build: that of the ES module of the same name, one folder up.
import { basename, dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

export const moduleUrl = /* @__PURE__ */ urlOf()

function urlOf() {
  return pathToFileURL(join(dirname(__dirname), basename(__filename))).href
}
