// The site: docs/, the READMEs, and the reference that TypeDoc writes into docs/api. `npm run docs -- dev` shows it while
// you write, `npm run docs -- build` fails on dead links.
import { readdirSync } from 'node:fs'
import { slug } from 'github-slugger'
import { defineConfig } from 'vitepress'
import { card } from './card.js'
import { drawings } from './drawings.js'
import { pageOf, repository, root, siteLinks } from './pages.js'
import { searchOptions } from './search.js'
import { sidebar } from './sidebar.js'
import { tableCells } from './table-cells.js'

const hasPages = ['docs', 'packages', 'examples', 'tools', 'bench']
const noPages = readdirSync(root, { withFileTypes: true }).flatMap((entry) => {
  if (entry.isDirectory()) return hasPages.includes(entry.name) ? [] : [`${entry.name}/**`]
  return entry.name.endsWith('.md') && pageOf(entry.name) === undefined ? [entry.name] : []
})

export default defineConfig({
  title: 'traceferry',
  description: 'One line that keeps a service-mesh trace whole through your Node.js service',
  lang: 'en',
  srcDir: root,
  srcExclude: [...noPages, 'packages/*/*/**', 'examples/*/*/**', 'tools/*/*/**', 'bench/*/**', 'docs/test/**'],
  rewrites: (file) => pageOf(file) ?? file,
  outDir: `${root}/docs/.vitepress/dist`,
  cacheDir: `${root}/docs/.vitepress/cache`,
  cleanUrls: true,
  vite: { publicDir: `${root}/docs/public` },
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: '/icon.svg' }]],
  transformHead: card,
  markdown: {
    // As GitHub makes them, so that one link is right in both places.
    anchor: { slugify: slug },
    toc: { slugify: slug },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    config: (markdown) => {
      siteLinks(markdown)
      tableCells(markdown)
      drawings(markdown)
    },
  },
  themeConfig: {
    logo: '/icon.svg',
    nav: [
      { text: 'Start', link: '/start/', activeMatch: '^/start/' },
      { text: 'Recipes', link: '/recipes/', activeMatch: '^/recipes/' },
      { text: 'Your mesh', link: '/meshes', activeMatch: '^/(meshes|doctor|audit|lifecycle|rollout)' },
      { text: 'Measured', link: '/measured/correctness', activeMatch: '^/measured/' },
      {
        text: 'Reference',
        items: [
          { text: 'Options', link: '/options' },
          { text: 'Headers', link: '/headers' },
          { text: 'Errors', link: '/errors' },
          { text: 'Security', link: '/security' },
          { text: 'Packages', link: '/packages/express' },
          { text: 'API', link: '/api/' },
        ],
      },
      {
        text: '0.x',
        items: [
          { text: 'Where to ask', link: '/project/support' },
          { text: 'Changes', link: '/project/changelog' },
          { text: 'Contribute', link: '/project/contributing' },
        ],
      },
    ],
    sidebar,
    outline: { level: [2, 3] },
    search: { provider: 'local', options: { miniSearch: { searchOptions } } },
    editLink: { pattern: editLink, text: 'Edit this page on GitHub' },
    socialLinks: [{ icon: 'github', link: repository }],
    footer: { message: 'Apache-2.0' },
  },
})

/** Where a page is edited: the file that it is made of. TypeDoc's pages are made of source, so they lead to the packages. */
function editLink({ filePath }) {
  const files = 'https://github.com/traceferry/traceferry'
  return filePath.startsWith('docs/api/') ? `${files}/tree/main/packages` : `${files}/edit/main/${filePath}`
}
