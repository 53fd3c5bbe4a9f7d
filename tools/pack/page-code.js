// The code of everything that a user reads, as files that a compiler takes.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** All blocks of JavaScript and TypeScript: `{ page, line, code, imports, skipped }`, `skipped` being why one cannot be compiled. */
export function pageCode() {
  const readmes = readdirSync(`${root}packages`).map((name) => `packages/${name}/README.md`)
  const docs = readdirSync(`${root}docs`, { recursive: true }).map((name) => `docs/${name}`)
  const pages = ['README.md', ...readmes, ...docs].filter(
    (page) => /\.md$/.test(page) && !/docs\/(api|node_modules|\.vitepress)\/|testkit/.test(page),
  )
  return pages.filter((page) => readable(page)).flatMap(blocksOf)
}

function readable(page) {
  try {
    return readFileSync(`${root}${page}`).length > 0
  } catch {
    return false
  }
}

function blocksOf(page) {
  const text = readFileSync(`${root}${page}`, 'utf8')
  const fences = /^(?:<!-- not compiled: (.+?) -->\n+)?(?:<!-- .+? -->\n+)?```(?:js|ts)\n([\s\S]*?)^```$/gm
  return [...text.matchAll(fences)].map(({ 1: skipped, 2: code, index, 0: all }) => {
    const line = text.slice(0, index + all.indexOf('```')).split('\n').length
    return { page, line, code, skipped, imports: importsOf(code) }
  })
}

function importsOf(code) {
  const names = [...code.matchAll(/(?:from|import|require\()\s*'([^']+)'/g)].map(([, name]) => name)
  return names.filter((name) => !/^(\.|node:)/.test(name)).flatMap((name) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? [])
}

/** Whether a block can be a file of this kind: what asks for its own URL is an ES module. */
export const hasKind = (code, kind) => kind !== 'cts' || !code.includes('import.meta')

/** A block as a file of its own. For CommonJS, what is awaited stands in a function. */
export function fileOf(code, kind) {
  if (kind === 'mts' || !/^(?!\s*\/\/).*\bawait\b/m.test(code)) return `${code}\nexport {}\n`
  const head = []
  const body = []
  let inImport = false
  for (const text of code.split('\n')) {
    inImport ||= /^(import\b|export (class|function|interface|type)\b)/.test(text) && /^import\b/.test(text)
    ;(inImport ? head : body).push(text)
    if (/'\s*;?\s*(\/\/.*)?$/.test(text)) inImport = false
  }
  const inside = body.join('\n').replace(/^export (default )?/gm, (_, isDefault) => (isDefault ? 'void ' : ''))
  return `${head.join('\n')}\nasync function main() {\n${inside}\n}\nvoid main()\nexport {}\n`
}
