import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { afterAll, describe, expect, it } from 'vitest'

// A real Zipkin, a real Chromium; the first run fetches both.
const timeout = 600_000
const script = fileURLToPath(new URL('../mesh.js', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'picture-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const unable = process.platform !== 'linux' ? 'this is not Linux' : process.getuid?.() !== 0 ? 'not root' : undefined
if (unable) console.warn(`Zipkin's page is not tested: ${unable}`)

describe.skipIf(unable)("Zipkin's page in a browser", () => {
  it('finds the trace, shows all of its spans, and is the picture', { timeout }, async ({ skip }) => {
    const file = join(folder, 'trace.png')
    const { exitCode, stdout, stderr } = await execa(process.execPath, [script, '--picture', file, '--json'], {
      reject: false,
    })
    const missing = /.*(could not install|Could not fetch io.zipkin).*/.exec(stderr)?.[0]
    if (exitCode === 2 && missing) {
      console.warn(missing)
      skip(missing)
    }
    expect(stderr).not.toMatch(/failed/)
    expect(exitCode).toBe(0)
    const { trace, picture } = JSON.parse(stdout)
    expect(picture.url).toContain(`/zipkin/traces/${trace[0].traceId}`)
    expect([trace.length, picture.spans, picture.services]).toEqual([19, 19, 7])
    // Row by row: the services on the page are those of the spans, each as often as it is there.
    const service = (label: string) => /(\w+): /.exec(label)?.[1]
    const shown = picture.labels.map(service).sort()
    expect(shown).toEqual(
      trace.map((span: { localEndpoint: { serviceName: string } }) => span.localEndpoint.serviceName).sort(),
    )
    expect(picture.labels[0]).toContain('gateway')
    const png = readFileSync(file)
    expect(png.subarray(1, 4).toString()).toBe('PNG')
    const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)]
    expect(width).toBe(1200)
    expect(height).toBeGreaterThan(19 * 30) // every row is on it
    expect(png.length).toBeLessThan(300_000)
  })
})
