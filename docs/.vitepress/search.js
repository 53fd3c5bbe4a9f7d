// How the site's search ranks: a page that says what to do stands above the tables that were measured and the reference.

/** MiniSearch's options, as VitePress hands them on. A function here goes to the browser as text, so it uses nothing around it. */
export const searchOptions = {
  fuzzy: (term) => (term.length > 5 ? 0.15 : false), // "jest" is not "test"
  prefix: true,
  boost: { title: 4, titles: 3, text: 1 },
  boostDocument: (id) => {
    if (/^\/(measured|project|api|packages)\//.test(id)) return 0.3
    return /^\/(start\/|recipes\/|meshes|runtimes)/.test(id) ? 2 : 1
  },
}
