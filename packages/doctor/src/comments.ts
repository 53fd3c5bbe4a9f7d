// Finds the comments of a text. A `#` inside a quoted text is not a comment.
import { Lexer } from 'yaml'
import { isYaml } from './read/documents.ts'
import type { Source } from './read/source.ts'

export interface Comment {
  /** From its `#` to the end of the line. */
  readonly text: string
  readonly offset: number
}

/** All comments of a manifest, also those that fill a line of a block text, as in a config file inside a ConfigMap. */
export function commentsIn(source: Source): Comment[] {
  return isYaml(source) ? inYaml(source.text) : inLines(source.text, 0)
}

function inYaml(text: string): Comment[] {
  const found: Comment[] = []
  let offset = text.startsWith('\uFEFF') ? 1 : 0
  let isBlock = false
  for (const token of new Lexer().lex(text)) {
    // Marks of the lexer that stand for no text, before a document, a flow error and a scalar.
    if (token === '\x02' || token === '\x18' || token === '\x1f') continue
    if (isBlock && token.includes('\n') && token.trim() !== '') found.push(...inLines(token, offset))
    if (token.startsWith('#')) found.push({ text: token, offset })
    // A header such as `|` or `>-` comes before the text, with only a comment and a line break between.
    isBlock = /^[|>][-+\d]*$/.test(token) || (isBlock && (token.startsWith('#') || token.trim() === ''))
    offset += token.length
  }
  return found
}

function inLines(text: string, start: number): Comment[] {
  return [...text.matchAll(/^[ \t]*(#.*?)\r?$/gm)].map(({ 0: line, 1: comment, index }) => ({
    text: comment!,
    offset: start + index + line.indexOf('#'),
  }))
}
