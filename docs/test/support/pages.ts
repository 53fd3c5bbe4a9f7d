import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

// The code blocks of everything that a user reads: README.md, the READMEs of the packages, docs/.

export const root: string = fileURLToPath(new URL('../../../', import.meta.url))

export interface PageBlock {
  readonly page: string
  readonly line: number
  readonly language: string
  readonly code: string
  /** The file that a reader would put it into: `app.mjs` of a block that begins with `// app.mjs`. */
  readonly file: string | undefined
  /** Why it is not run: the text of `<!-- not run: ... -->` above it. */
  readonly notRun: string | undefined
}

const READMES = /^packages\/[^/]+\/README\.md$/
const DOCS = /^docs\/(?!api\/|test\/|node_modules\/|\.vitepress\/).*\.md$/

/** Every page, by its path from the root of the repository. */
export function pages(): string[] {
  const list = (folder: string) =>
    readdirSync(`${root}${folder}`, { recursive: folder === 'docs', encoding: 'utf8' }).map(
      (name) => `${folder}/${name}`,
    )
  const readmes = list('packages').map((folder) => `${folder}/README.md`)
  return ['README.md', ...readmes, ...list('docs')].filter(
    (page) => page === 'README.md' || DOCS.test(page) || (READMES.test(page) && !page.includes('/testkit/')),
  )
}

/** The fenced blocks of a page, those of text and tables included. */
export function blocksOf(page: string): PageBlock[] {
  const text = readFileSync(`${root}${page}`, 'utf8')
  const fences = /^(?:<!-- not run: (.+?) -->\n+)?```(\w*)\n([\s\S]*?)^```$/gm
  return [...text.matchAll(fences)].map(({ 1: notRun, 2: language = '', 3: code = '', index }) => {
    const [, file] = /^(?:\/\/|#) (\S+\.\w+)\n/.exec(code) ?? []
    return { page, line: text.slice(0, index).split('\n').length, language, code, file, notRun }
  })
}

/** All of one kind, of all pages. */
export function allBlocks(...languages: readonly string[]): PageBlock[] {
  return pages()
    .flatMap(blocksOf)
    .filter(({ language }) => languages.includes(language))
}

export const titleOf = ({ page, line, code }: PageBlock): string => `${page}:${line} ${code.split('\n')[0]}`
