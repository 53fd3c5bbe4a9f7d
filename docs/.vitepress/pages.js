// Which files of the repository are pages of the site, and under which path. The same links work on GitHub and here:
// a link to a file that is a page leads to that page, one to any other file to the file's place on GitHub.
import { existsSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The root of the repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

const repository = 'https://github.com/traceferry/traceferry'

const others = {
  'README.md': 'overview.md',
  'CONTRIBUTING.md': 'contributing.md',
  'RATIONALE.md': 'rationale.md',
  'CHANGELOG.md': 'changelog.md',
  'GOVERNANCE.md': 'governance.md',
  'SECURITY.md': 'report.md',
  'bench/README.md': 'bench.md',
}

/** The page that a file becomes, such as `headers.md` of `docs/headers.md`; undefined where it is none. */
export function pageOf(file) {
  const [, docs] = /^docs\/(?!node_modules\/|\.vitepress\/|test\/)(.+\.md)$/.exec(file) ?? []
  const [, name] = /^packages\/([^/]+)\/README\.md$/.exec(file) ?? []
  const [, other] = /^((?:examples|tools)\/[^/]+)\/README\.md$/.exec(file) ?? []
  // A page beside a folder of its name would hide behind it: hosts look into the folder.
  if (docs !== undefined && existsSync(`${root}docs/${docs.slice(0, -3)}`)) return `${docs.slice(0, -3)}/index.md`
  return docs ?? others[file] ?? (name && `packages/${name}.md`) ?? (other && `${other}.md`)
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
