// `npm run docs -- look`: opens pages of the built site in a real browser, on a phone and on a desk, in the light and in the dark,
// and says what is wrong with them: accessibility by axe-core, and pages that are wider than the screen.
import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { serve } from 'vitepress'
import { findBrowser, withPage } from '../tools/mesh/browser.js'
import { portOf } from '../tools/shared/listen.js'

const options = new Command('npm run docs -- look')
  .description(
    'Builds the site, opens its main pages in Chromium at 390 and 1440 pixels, light and dark, and checks each with axe-core.',
  )
  .option('--pages <paths>', 'only these, comma-separated, such as /doctor,/meshes')
  .option('--pictures <folder>', 'save a picture of each there')
  .option('--json', 'print what was found as one line of JSON on stdout; all else goes to stderr')
  .addHelpText(
    'after',
    '\nNeeds Chromium or Chrome; as root on Debian it installs Chromium.\nExit code: 0 when nothing is wrong, 1 when something is, 2 when it could not run.',
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .parse()
  .opts()

const PAGES = [
  '/',
  '/overview',
  '/start/',
  '/start/express',
  '/recipes/tests',
  '/meshes',
  '/doctor',
  '/audit',
  '/rollout',
  '/errors',
  '/faq',
  '/measured/compatibility',
  '/measured/performance',
  '/measured/context',
  '/measured/mesh',
  '/packages/express',
  '/api/',
]
const WIDTHS = [390, 1440]
const SCHEMES = ['light', 'dark']

console.log = console.error // VitePress's server says there where it stands; stdout is for what was found
const say = (text) => process.stderr.write(`${text}\n`)
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

process.exitCode = 2
const pages = options.pages?.split(',') ?? PAGES
if (options.pictures) mkdirSync(options.pictures, { recursive: true })
const { server } = await serve({ root: fileURLToPath(new URL('.', import.meta.url)), port: 0 })
const site = `http://127.0.0.1:${portOf(server)}`
const faults = []
try {
  const browser = await findBrowser(say)
  for (const width of WIDTHS) {
    const viewport = { width, height: width < 600 ? 844 : 900 }
    await withPage(browser, viewport, async (page) => {
      for (const [i, path] of pages.entries()) {
        for (const scheme of SCHEMES) faults.push(...(await look(page, path, width, scheme)))
        say(`${i + 1} of ${pages.length} at ${width} px: ${path}`)
      }
    })
  }
} finally {
  server.close()
}
if (options.json) process.stdout.write(`${JSON.stringify(faults)}\n`)
else
  for (const { path, width, scheme, fault, where } of faults)
    process.stdout.write(`${path} ${width} px ${scheme}: ${fault}\n  ${where}\n`)
say(`${pages.length} pages, ${WIDTHS.length * SCHEMES.length} times each: ${faults.length} faults`)
process.exitCode = faults.length === 0 ? 0 : 1

/** The faults of one page, at one width, in one color scheme. */
async function look(page, path, width, scheme) {
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
  await page.goto(`${site}${path}`, { waitUntil: 'networkidle' })
  const name = `${path.replaceAll('/', '-').replace(/^-|-$/g, '') || 'home'}-${width}-${scheme}.png`
  if (options.pictures) await page.screenshot({ path: join(options.pictures, name) })
  await page.addScriptTag({ path: axe })
  const found = await page.evaluate(async () => {
    const { axe, document } = /** @type {any} */ (globalThis)
    const { violations } = await axe.run(document, { resultTypes: ['violations'] })
    const faults = violations.map(({ id, help, nodes }) => ({
      fault: `${id}: ${help}, ${nodes.length} times`,
      where: nodes[0].html.slice(0, 200),
    }))
    const { scrollWidth, clientWidth } = document.documentElement
    if (scrollWidth <= clientWidth) return faults
    const wide = [...document.querySelectorAll('main *')].find(
      (one) => one.getBoundingClientRect().right > clientWidth + 1,
    )
    return [
      ...faults,
      { fault: `${scrollWidth - clientWidth} px wider than the screen`, where: wide?.outerHTML.slice(0, 200) },
    ]
  })
  return found.map((one) => ({ path, width, scheme, ...one }))
}
