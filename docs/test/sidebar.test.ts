import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { pageOf } from '../.vitepress/pages.js'
import { sidebar } from '../.vitepress/sidebar.js'
import { pages, root } from './support/pages.ts'

// The side bars of the site: short, and each entry leads to a page. That each page is reached: npm run docs -- check.

const entries = (path: keyof typeof sidebar) => sidebar[path].flatMap(({ items }) => items.map(({ link }) => link))
const links = new Set(
  [...pages(), 'CONTRIBUTING.md', 'RATIONALE.md', 'CHANGELOG.md', 'GOVERNANCE.md', 'SECURITY.md'].map(linkOf),
)

test('the one beside most pages has 25 entries at most', () => {
  expect(entries('/').length).toBeLessThanOrEqual(25)
  expect(entries('/').length).toBeGreaterThan(15)
})

test.each(Object.keys(sidebar))('each entry of %s leads to a page, and none twice', (path) => {
  const all = entries(path as keyof typeof sidebar)
  expect(new Set(all).size).toBe(all.length)
  for (const link of all) {
    if (link === '/api/') continue // TypeDoc writes it
    const isTool = /^\/measured\/(tools\/\w+|bench)$/.test(link)
    const isThere = isTool ? existsSync(`${root}${link.slice('/measured/'.length)}/README.md`) : links.has(link)
    expect(isThere, link).toBe(true)
  }
})

test('each measured page is in the side bar of the measured ones', () => {
  const measured = [...links].filter((link) => link?.startsWith('/measured/'))
  expect(measured.length).toBeGreaterThan(10)
  expect(entries('/measured/')).toEqual(expect.arrayContaining(measured))
})

test('each framework and each recipe is in the table that leads to it', () => {
  const table = (page: string) => readLinks(page)
  for (const page of pages()) {
    const [, folder] = /^docs\/(start|recipes)\/(?!index)/.exec(page) ?? []
    if (folder === undefined) continue
    const named = [...table(`docs/${folder}/index.md`), ...entries('/').map((link) => `docs${link}.md`)]
    expect(named, page).toContain(page)
  }
})

function linkOf(file: string): string {
  return `/${pageOf(file)?.replace(/(^|\/)index\.md$|\.md$/, '$1')}`
}

/** The pages that a page leads to, by their path from the root. */
function readLinks(page: string): string[] {
  const base = new URL(page, pathToFileURL(root))
  const text = readFileSync(base, 'utf8')
  return [...text.matchAll(/\]\(([^)#]+\.md)/g)].map(([, path = '']) =>
    fileURLToPath(new URL(path, base)).slice(root.length),
  )
}
