// The site: docs/, the READMEs, and the reference that TypeDoc writes into docs/api. `npm run docs -- dev` shows it while
// you write, `npm run docs -- build` fails on dead links.
import { readdirSync } from 'node:fs'
import { slug } from 'github-slugger'
import { defineConfig } from 'vitepress'
import { pageOf, root, siteLinks } from './pages.js'
import { sidebar } from './sidebar.js'

const hasPages = ['docs', 'packages', 'examples', 'tools', 'bench']
const noPages = readdirSync(root, { withFileTypes: true }).flatMap((entry) => {
  if (entry.isDirectory()) return hasPages.includes(entry.name) ? [] : [`${entry.name}/**`]
  return entry.name.endsWith('.md') && pageOf(entry.name) === undefined ? [entry.name] : []
})

export default defineConfig({
  title: 'traceferry',
  description: "Carries a service mesh's tracing headers through Node.js services",
  lang: 'en',
  srcDir: root,
  srcExclude: [...noPages, 'packages/*/*/**', 'examples/*/*/**', 'tools/*/*/**', 'bench/*/**', 'docs/test/**'],
  rewrites: (file) => pageOf(file) ?? file,
  outDir: `${root}/docs/.vitepress/dist`,
  cacheDir: `${root}/docs/.vitepress/cache`,
  cleanUrls: true,
  markdown: {
    // As GitHub makes them, so that one link is right in both places.
    anchor: { slugify: slug },
    toc: { slugify: slug },
    config: siteLinks,
  },
  themeConfig: {
    nav: [
      { text: 'Start', link: '/start/express', activeMatch: '^/start/' },
      { text: 'Recipes', link: '/recipes/queues', activeMatch: '^/recipes/' },
      { text: 'Options', link: '/options' },
      { text: 'Errors', link: '/errors' },
      { text: 'API', link: '/api/', activeMatch: '^/api/' },
      { text: 'FAQ', link: '/faq' },
    ],
    sidebar,
    outline: { level: [2, 3] },
    search: { provider: 'local' },
    socialLinks: [{ icon: 'github', link: 'https://github.com/traceferry/traceferry' }],
    footer: { message: 'Apache-2.0' },
  },
})
