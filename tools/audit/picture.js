// A picture of the report's page, taken by a browser. The page must load nothing.
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { execa } from 'execa'
import { findBrowser, withPage } from '../mesh/browser.js'

const program = fileURLToPath(new URL('../../packages/audit/bin/audit.js', import.meta.url))

/** @param spans a file, @param file for the picture; the page is written beside it */
export async function takePicture(spans, file) {
  const page = file.replace(/\.png$/, '.html')
  await mkdir(dirname(file), { recursive: true })
  await execa(process.execPath, [program, spans, '--html', page])
  await withPage(await findBrowser(() => {}), { width: 1080, height: 900 }, async (tab) => {
    const asked = []
    tab.on('request', (request) => asked.push(request.url()))
    await tab.goto(pathToFileURL(page).href)
    await tab.screenshot({ path: file, fullPage: true })
    if (asked.length > 1) throw new Error(`The page asked for ${asked.slice(1)}`)
  })
}
