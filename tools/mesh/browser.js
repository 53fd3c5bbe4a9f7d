// A browser for Zipkin's page, and for the site: Debian's Chromium, driven by playwright-core, which brings none of its own here.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { remove } from '../shared/folders.js'
import { install, locate } from './needs.js'

/** Quiet: it opens one page of this machine, and has no reason to talk to anybody else. */
const args = [
  '--no-sandbox', // it refuses to run as root with one
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
]

/** @returns the path of Chromium or Chrome; Chromium is installed where neither is */
export async function findBrowser(say) {
  const own = locate('chromium') ?? locate('google-chrome')
  if (own !== undefined) return own
  await install({ chromium: 'chromium' }, say)
  return locate('chromium')
}

const patience = 120_000 // ms; a busy machine takes longer than the default of 30 s

/** Gives `use` a new page in a new browser. */
export async function withPage(executablePath, viewport, use) {
  const { chromium } = await import('playwright-core')
  const profile = mkdtempSync(join(tmpdir(), 'traceferry-chromium-'))
  const options = { executablePath, args, viewport, headless: true, timeout: patience }
  const context = await chromium.launchPersistentContext(profile, options)
  context.setDefaultTimeout(patience)
  try {
    return await use(await context.newPage())
  } finally {
    await context.close()
    remove(profile)
  }
}
