// `npm run docs -- card`: draws docs/public/card.png, the picture that chats show for a link to the site, from the README's picture.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { findBrowser, withPage } from '../tools/mesh/browser.js'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const picture = readFileSync(here('img/before-after.svg'), 'utf8').replace('<svg ', '<svg width="1080" ')
const html = `<body style="margin: 0; background: #f4f7fc; color: #1d2939; font-family: system-ui, sans-serif">
  <div style="padding: 36px 60px">
    <div style="font-size: 52px; font-weight: 700; color: #1f5fbf">traceferry</div>
    <div style="font-size: 30px; margin: 4px 0 24px">One line keeps a service-mesh trace whole through Node.js</div>
    ${picture}
  </div>
</body>`

const browser = await findBrowser((text) => process.stderr.write(`${text}\n`))
await withPage(browser, { width: 1200, height: 630 }, async (page) => {
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setContent(html)
  await page.screenshot({ path: here('public/card.png') })
})
