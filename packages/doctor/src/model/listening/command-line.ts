// Splits a container's command into the program that it starts and that program's arguments.
import type { Field } from '../../read/field.ts'
import type { Container } from '../workloads.ts'

export interface Word {
  readonly word: string
  readonly field: Field
}

/** The words of a container's command. One item may be a whole script: `sh -c "exec gunicorn -b 127.0.0.1:80 app"`. */
export function wordsOf({ words }: Container): Word[] {
  return words.flatMap(({ text, field }) =>
    text
      .split(/\s+/)
      .filter(Boolean)
      .map((word) => ({ word: word.replace(/^['"]|['"]$/g, ''), field })),
  )
}

/** A program of the command, and its arguments up to the end of its own command. */
export interface Started {
  readonly program: Word
  readonly args: readonly Word[]
}

/** Where a command starts a program: under its own name, from any folder, or as `python -m NAME`. */
export function startOf(words: readonly Word[], name: RegExp): Started | undefined {
  const at = words.findIndex(({ word }, n) => {
    if (!name.test(word.split('/').at(-1) ?? '')) return false
    // A path or a name behind an option is a value, except for the options that run a program.
    return n === 0 || !/^--?\w/.test(words[n - 1]!.word) || /^-(m|[a-z]*c)$/.test(words[n - 1]!.word)
  })
  if (at === -1) return undefined
  const rest = words.slice(at + 1)
  const end = rest.findIndex(({ word }) => /^(&&|\|\|?|;|&)$/.test(word))
  return { program: words[at]!, args: end === -1 ? rest : rest.slice(0, end) }
}

/** The values of an option: `-b X`, `--bind X`, `--bind=X`, and `-bX` for one letter. */
export function optionsOf(args: readonly Word[], flag: RegExp): Word[] {
  return args.flatMap(({ word, field }, n) => {
    const [name, ...value] = word.split('=')
    if (value.length > 0 && flag.test(name!)) return [{ word: value.join('='), field }]
    if (flag.test(word)) return args[n + 1] ? [args[n + 1]!] : []
    const short = /^(-[a-zA-Z])(.+)$/.exec(word)
    return short && flag.test(short[1]!) ? [{ word: short[2]!, field }] : []
  })
}
