// esbuild exports what a CommonJS file has by two layers of getters: one object with a getter for each name, and a copy of it. For core
// that is 300 properties to define at each start, and a getter in front of each call from another package. No export is ever assigned
// again once its file has run, so a plain object is as good.

/** What esbuild writes at the top, and at the end, where Node reads the names of the exports. */
const GETTERS = between(
  String.raw`var (\w+)=~\{\};~__export\(~\1,~\{([^}]*)\}\);~module\.~exports=~__toCommonJS\(~\1\);`,
)
const STARS = between(String.raw`__reExport\(~\w+,~(?:\w+|require\("[^"]+"\)) *,~module\.~exports\);`, 'g')
const NAMES = between(String.raw`0&&\(~module\.~exports=~\{([^}]*)\}\);`)

/** A long line is broken where the pattern has a tilde. */
function between(pattern, flags = '') {
  return new RegExp(pattern.replaceAll('~', String.raw`\n?`), flags)
}

/**
 * A CommonJS bundle whose exports are one plain object. All else stands where it stood, as the source map says.
 * @param {string} text
 */
export function plainExports(text) {
  if (!text.includes('__export(')) return text
  const found = GETTERS.exec(text)
  if (found === null || !NAMES.test(text)) throw new Error('esbuild writes exports in another way now')
  const properties = found[2].replace(/\s+/g, '').split(',').filter(Boolean)
  const own = properties.map((property) => property.replace(':()=>', ':').replace(/^(\w+):\1$/, '$1'))
  const made = text
    .replace(GETTERS, blank)
    .replace(STARS, blank)
    .replace(NAMES, (list, names) => {
      const stars = names.match(/\.\.\.require\("[^"]+"\)/g) ?? []
      // Node reads names up to the first value that is not a variable, and so it keeps the list that esbuild wrote for it.
      return `${exporting([...stars, ...own])}${own.some((property) => property.includes('.')) ? list : ''}`
    })
  // Above are esbuild's helpers, each a variable.
  return withoutUnused(made.slice(0, found.index), made.slice(found.index))
}

function exporting(members) {
  return `module.exports={${members.join(',')}};Object.defineProperty(module.exports,"__esModule",{value:true});`
}

function withoutUnused(helpers, rest) {
  // From the end: each uses only those before it.
  return helpers.split(/(?=var __)/).reduceRight((below, helper) => {
    const [, name] = /^var (\w+)/.exec(helper) ?? []
    return `${name === undefined || below.includes(name) ? helper : blank(helper)}${below}`
  }, rest)
}

function blank(text) {
  return text.replace(/./g, ' ')
}
