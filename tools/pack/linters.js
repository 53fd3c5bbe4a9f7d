// What publint and attw say about a tarball: whether Node, bundlers and TypeScript find in it what its fields name.
import { execa } from 'execa'

const linters = [
  ['publint', '--strict', '--pack=false'],
  ['attw', '--no-color', '--no-emoji', '--format=ascii'],
]

/** The output of each linter that is not content with the tarball. */
export async function linterFaults({ name, file }) {
  const runs = linters.map(([command, ...options]) =>
    execa(command, [file, ...options], { preferLocal: true, localDir: import.meta.dirname, reject: false, all: true }),
  )
  const results = await Promise.all(runs)
  return results.filter(({ failed }) => failed).map(({ all, message }) => `${name}: ${all || message}`)
}
