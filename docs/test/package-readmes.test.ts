import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

// The page of each package on npm. That its blocks run is the matter of programs.test.ts.

const packages = new URL('../../packages/', import.meta.url)
const readJson = (url: URL) => JSON.parse(readFileSync(url, 'utf8'))
const published = readdirSync(packages).filter((name) => {
  const manifest = new URL(`${name}/package.json`, packages)
  return existsSync(manifest) && readJson(manifest).private !== true
})

/** As GitHub makes the anchor of a heading. */
const anchor = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')
const anchorsOf = (page: URL) =>
  [...readFileSync(page, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, text = '']) => anchor(text))

/** The names that a package exports under a path such as `@traceferry/sidecar/warnings`. */
async function namesOf(specifier: string): Promise<string[]> {
  const [, name = '', ...rest] = specifier.split('/')
  const { exports } = readJson(new URL(`${name}/package.json`, packages))
  const source = exports[rest.length === 0 ? '.' : `./${rest.join('/')}`]['@traceferry/source']
  return Object.keys(await import(new URL(`${name}/${source}`, packages).href))
}

describe.each(published)('packages/%s/README.md', (name) => {
  const page = new URL(`${name}/README.md`, packages)
  const text = readFileSync(page, 'utf8')
  const blocks = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language, code = '']) => ({
    language,
    code,
  }))

  test('goes from what it is over the installation and the one line to its limits and links', () => {
    expect(text.startsWith(`# @traceferry/${name}\n\n`)).toBe(true)
    expect(blocks[0]?.language).toBe('sh')
    expect(blocks[0]?.code).toMatch(new RegExp(`^npm install (--save-dev )?@traceferry/${name}$`, 'm'))
    expect(blocks.length).toBeGreaterThan(1)
    expect([...text.matchAll(/^## (.*)$/gm)].at(-1)?.[1]).toBe('Limits')
    const last = text.trimEnd().split('\n\n').at(-1) ?? ''
    expect(last).toMatch(/Apache-2\.0\.$/)
    expect(last).toContain('docs/errors.md')
  })

  test('its links are relative, as npm resolves them, and lead to files and headings', () => {
    const { repository } = readJson(new URL(`${name}/package.json`, packages))
    expect(repository.directory).toBe(`packages/${name}`)
    for (const [, path = '', heading] of text.matchAll(/\]\(([^)#]*)(?:#([^)]*))?\)/g)) {
      if (path.startsWith('https://github.com/traceferry')) expect.fail(`${path} is to be relative`)
      if (/^https?:/.test(path)) continue
      const target = new URL(path, page)
      expect(existsSync(target), path).toBe(true)
      if (heading !== undefined) expect(anchorsOf(target), `${path}#${heading}`).toContain(heading)
    }
  })

  test('imports only what is exported', { timeout: 60_000 }, async () => {
    for (const { code } of blocks.filter(({ language }) => language === 'js' || language === 'ts')) {
      for (const [, names = '', specifier = ''] of code.matchAll(/import \{ ([^}]+) \} from '(@traceferry\/[^']+)'/g)) {
        const exported = await namesOf(specifier)
        const wanted = names.split(',').map((one) => one.trim().split(' as ')[0] as string)
        for (const one of wanted.filter((one) => !one.startsWith('type '))) expect(exported, specifier).toContain(one)
      }
    }
  })
})
