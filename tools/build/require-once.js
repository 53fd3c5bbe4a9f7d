// esbuild writes one require for each file that imports a package. Node resolves the package again each time, because its cache does not
// keep a path that `exports` led to. Forty times cost 5 ms at start-up.

/** What esbuild writes for `import` and for `export *`. The spread in `0&&(module.exports={...})` stays: Node reads names there. */
const REQUIRE = /\bvar (\w+)=require\("([^"]+)"\)|(?<=\b__reExport\(\w+,)require\("([^"]+)"\)/g

/**
 * A CommonJS bundle in which each package is required once. All else stands where it stood, as the source map says.
 * @param {string} text
 */
export function requireOnce(text) {
  /** @type {Map<string, string>} */
  const names = new Map()
  return text.replace(REQUIRE, (all, name, request = '', again = '') => {
    const known = names.get(request || again)
    if (known !== undefined) return `${name === undefined ? '' : `var ${name}=`}${known}`.padEnd(all.length)
    if (name !== undefined) names.set(request, name)
    return all
  })
}
