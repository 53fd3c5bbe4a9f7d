// How the tools of the testkit read what is given to them, and how they end.
import { InvalidArgumentError } from 'commander'
import { lines } from './nodes.js'

/**
 * A list whose items must be in `known`.
 * @param {readonly string[]} known
 * @returns {(text: string) => string[]}
 */
export function listOf(known) {
  return (text) => {
    const list = text.split(',').map((one) => one.trim())
    const unknown = list.filter((one) => !known.includes(one))
    if (unknown.length > 0)
      throw new InvalidArgumentError(`There is no ${unknown.join(', ')}; there are ${known.join(', ')}.`)
    return list
  }
}
/** @param {string} text */

export function positive(text) {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('It must be a whole number above 0.')
  return Number(text)
}
/** @param {string} text */

export function whole(text) {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(text)
}
/** @param {string} text */

export function lineOf(text) {
  if (!lines.includes(text)) throw new InvalidArgumentError(`There are ${lines.join(', ')}.`)
  return text
}

/**
 * A command that makes the same `what` for the same seed, on one Node.
 * @param {import('commander').Command} command
 * @param {string} what
 */
export function seeded(command, what) {
  const about = `what the ${what} are made from; the same seed makes the same`
  return command
    .option('--seed <n>', about, whole, Date.now() % 1_000_000_000)
    .option('--node <line>', `one of ${lines.join(', ')}; default: the one that runs this`, lineOf)
}

/**
 * The options that a command was given; ends with 2 for wrong ones.
 * @param {import('commander').Command} command
 * @returns {Record<string, any>}
 */
export function optionsOf(command) {
  return command
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .parse()
    .opts()
}
