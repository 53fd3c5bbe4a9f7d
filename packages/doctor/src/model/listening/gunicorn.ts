// Where gunicorn listens: arguments win over GUNICORN_CMD_ARGS, and that over its config file.
import type { Container } from '../workloads.ts'
import { addressesOf, type Listening } from './address.ts'
import { optionsOf, startOf, type Word } from './command-line.ts'

const bind = /^(-b|--bind)$/

/** gunicorn's arguments, those of the command first. Undefined where the container does not start it. */
export function gunicornArgs(container: Container, words: readonly Word[]): Word[] | undefined {
  const started = startOf(words, /^gunicorn$/)
  const variable = container.env.find(({ name }) => name === 'GUNICORN_CMD_ARGS')
  if (!started && !variable) return undefined
  const more = (variable?.value ?? '').split(/\s+/).filter(Boolean)
  return [...(started?.args ?? []), ...more.map((word) => ({ word, field: variable!.field }))]
}

/**
 * Without a bind gunicorn listens on 127.0.0.1:8000, or on 0.0.0.0 where PORT is set. A config file in the image may say
 * otherwise, so the default is only a note.
 */
export function gunicornIn(container: Container, words: readonly Word[]): Listening[] {
  const args = gunicornArgs(container, words)
  if (args === undefined) return []
  const given = optionsOf(args, bind)
  // The arguments of the command come first and replace those of the variable.
  const first = given.filter(({ field }) => container.words.some((word) => word.field === field))
  const effective = first.length > 0 ? first : given
  if (effective.length > 0)
    return effective.flatMap(({ word, field }) => addressesOf(word).map((one) => ({ ...one, field })))
  const program = startOf(words, /^gunicorn$/)?.program
  const isElsewhere = optionsOf(args, /^(-c|--config)$/).length > 0 || container.env.some(({ name }) => name === 'PORT')
  if (program === undefined || isElsewhere) return []
  return [{ host: '127.0.0.1', port: 8000, field: program.field, isDefault: true, severity: 'info' }]
}
