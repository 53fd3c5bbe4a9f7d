// Zipkin's own page, as a user comes to a trace: search, open, look.
import { withPage } from './browser.js'

const viewport = { width: 1200, height: 1000 }
const rows = '[style*="position: absolute"][style*="height: 30px"]' // of the timeline; they have no better name

/**
 * @param zipkin its URL; `browser` the path of Chromium; `file` where the picture goes
 * @returns what is on the page: `url`, `spans`, `services` (how many), `labels` of the rows
 */
export function openTrace({ zipkin, traceId, browser, file }) {
  return withPage(browser, viewport, async (page) => {
    await page.goto(`${zipkin}/zipkin/?serviceName=gateway&limit=1000`)
    await page.getByRole('button', { name: /run query/i }).click()
    const link = page.locator(`a[href$="/traces/${traceId}"]`).first()
    await link.waitFor()
    await link.evaluate((a) => a.removeAttribute('target')) // else it opens another tab
    await link.click()
    await page.locator(rows).first().waitFor()
    await page.locator('button[value="openSpanDetailDrawer"]').click() // more room for the timeline
    await page.mouse.move(0, 0)
    const labels = await steady(() => page.locator(rows).allInnerTexts())
    const last = await page.locator(rows).last().boundingBox()
    const clip = { x: 0, y: 0, width: viewport.width, height: Math.ceil(last.y + last.height + 12) }
    await page.screenshot({ path: file, clip, animations: 'disabled' })
    const services = new Set(labels.map((label) => /(\w+):/.exec(label)?.[1]))
    return { url: page.url(), spans: labels.length, services: services.size, labels }
  })
}

/** The page draws itself in steps: done when what it shows is the same twice. */
async function steady(look) {
  for (let before = ''; ; ) {
    const now = await look()
    if (now.join() === before) return now
    before = now.join()
    await new Promise((done) => setTimeout(done, 500))
  }
}
