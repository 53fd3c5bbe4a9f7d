// Which files of the repository are pages of the site, and under which path. The same links work on GitHub and here:
// a link to a file that is a page leads to that page, one to any other file to the file's place on GitHub.
import { existsSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The root of the repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

/** Where the source is. */
export const repository = 'https://github.com/traceferry/traceferry'

const others = {
  'README.md': 'overview.md',
  'CONTRIBUTING.md': 'project/contributing.md',
  'RATIONALE.md': 'project/rationale.md',
  'CHANGELOG.md': 'project/changelog.md',
  'GOVERNANCE.md': 'project/governance.md',
  'SECURITY.md': 'project/report.md',
  'docs/support.md': 'project/support.md',
  'bench/README.md': 'measured/bench.md',
}

/** Pages of docs/ that show what was measured. They have a section and a side bar of their own on the site. */
const measured = [
  'compatibility',
  'context',
  'correctness',
  'doctor-charts',
  'doctor-peers',
  'doctor-proof',
  'doctor-proof-rules',
  'doctor-trees',
  'envoy',
  'first-use',
  'mesh',
  'performance',
  'performance-by-clock',
  'sidecar',
  'size',
  'soak',
]

/**
 * The page that a file becomes, such as `headers.md` of `docs/headers.md`; undefined where it is not a page.
 * @param {string} file
 * @returns {string | undefined}
 */
export function pageOf(file) {
  if (others[file] !== undefined) return others[file]
  const [, docs] = /^docs\/(?!node_modules\/|\.vitepress\/|test\/|public\/)(.+)\.md$/.exec(file) ?? []
  if (measured.includes(docs)) return `measured/${docs}.md`
  // A page beside a folder of its name would hide behind it: hosts look into the folder.
  if (docs !== undefined) return existsSync(`${root}docs/${docs}`) ? `${docs}/index.md` : `${docs}.md`
  const [, name] = /^packages\/([^/]+)\/README\.md$/.exec(file) ?? []
  if (name !== undefined) return `packages/${name}.md`
  const [, tool] = /^(tools\/[^/]+)\/README\.md$/.exec(file) ?? []
  if (tool !== undefined) return `measured/${tool}.md`
  const [, example] = /^(examples\/[^/]+)\/README\.md$/.exec(file) ?? []
  return example && `${example}.md`
}

/** A plugin of markdown-it that leads the links of a page to where they are on the site. */
export function siteLinks(markdown) {
  markdown.core.ruler.push('site-links', ({ tokens, env }) => {
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      if (token.type !== 'link_open') continue
      const href = token.attrGet('href')
      if (/^(?:[a-z]+:|#|\/)/.test(href)) continue
      token.attrSet('href', siteLink(decodeURI(href), env.realPath ?? env.path))
    }
  })
}

function siteLink(href, from) {
  const [path, anchor] = href.split('#')
  const target = resolve(dirname(from), path)
  const file = relative(root, target)
  const page = pageOf(file)
  const hash = anchor === undefined ? '' : `#${anchor}`
  if (page !== undefined) return `/${page}${hash}`
  // What is not there must stay as it is: the build then fails on it.
  return existsSync(target) ? `${repository}/tree/main/${file}${hash}` : href
}
