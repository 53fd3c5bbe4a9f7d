// From an address to the name of the function there.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** `nameOf(address)` for a process that has run with --perf-basic-prof: what the engine compiled, then Node's own code. */
export function symbolsOf(pid) {
  const compiled = compiledBy(pid)
  const native = nativeSymbols()
  const known = new Map()
  return function nameOf(address) {
    if (!known.has(address)) known.set(address, native(address) ?? compiled(address) ?? 'libraries')
    return known.get(address)
  }
}

/** The engine's own list, to which it adds whatever it compiles; the last entry for an address is the one that holds. */
function compiledBy(pid) {
  const map = `/tmp/perf-${pid}.map`
  const lines = existsSync(map) ? readFileSync(map, 'utf8').split('\n').reverse() : []
  rmSync(map, { force: true })
  const entries = lines.flatMap((line) => {
    const [, start, size, name] = /^([0-9a-f]+) ([0-9a-f]+) (.*)$/.exec(line) ?? []
    if (name === undefined) return []
    return [{ from: Number.parseInt(start, 16), size: Number.parseInt(size, 16), name: shown(name) }]
  })
  return (address) => entries.find(({ from, size }) => address >= from && address < from + size)?.name
}

/** Without the kind of code that a name starts with; a star means optimized, as V8 writes it. */
function shown(name) {
  return name
    .replace(/^(JS|LazyCompile|Function|Script|Eval|BytecodeHandler):/, '')
    .replace('file://', '')
    .replace(root, '')
    .replace(/\S*\/node_modules\//, '')
    .slice(0, 100)
}

/** Node's release binaries keep their symbols; `nm` and `c++filt` are parts of binutils. */
function nativeSymbols() {
  const { stdout } = spawnSync('nm', ['--numeric-sort', '--demangle', process.execPath], {
    encoding: 'utf8',
    maxBuffer: 256 << 20,
  })
  /** @type {[address: number, name: string][]} */
  const list = (stdout ?? '').split('\n').flatMap((line) => {
    const [, address, name] = /^([0-9a-f]+) [tTwW] (.*)$/.exec(line) ?? []
    return name === undefined
      ? []
      : [
          [
            Number.parseInt(address, 16),
            name.replaceAll('(anonymous namespace)::', '').replace(/\(.*$/, '').slice(0, 100),
          ],
        ]
  })
  return function nameOf(address) {
    if (list.length === 0 || address < list[0][0] || address > list[list.length - 1][0]) return undefined
    let low = 0
    let high = list.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (list[middle][0] <= address) low = middle
      else high = middle - 1
    }
    return list[low][1]
  }
}
