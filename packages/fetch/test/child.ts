import { execFile } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..')

// What every child has: a server that answers with the id it got, contexts, and a way to count whose ids arrived.
const prelude = `
  const http = await import('node:http').then((m) => m.default)
  const { capture, createPolicy, run } = await import('@traceferry/core')
  const { install } = await import('@traceferry/fetch')
  const server = http.createServer((request, response) => setTimeout(() => response.end(String(request.headers['x-request-id'])), 2))
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = 'http://127.0.0.1:' + server.address().port
  const within = (n, fn) => run(capture(['x-request-id', 'id-' + n], createPolicy({}, {})), fn)
  const tally = async (call, times = 20) => {
    const ids = await Promise.all(Array.from({ length: times }, (_, n) => within(n, () => call(n))))
    const right = ids.filter((id, n) => id === 'id-' + n).length
    const lost = ids.filter((id) => id === 'undefined').length
    return { right, lost, wrong: times - right - lost }
  }
  const print = (value) => { console.log(JSON.stringify(value)); process.exit() }
`

export type Modules = 'esm' | 'cjs'

/** Runs a program in a process of its own, and gives back what it has printed with `print`. */
export async function inChild(code: string, modules: Modules = 'esm', early = ''): Promise<unknown> {
  const program =
    modules === 'esm' ? `${early}\n${prelude}\n${code}` : `${early}\n;(async () => {${prelude}\n${code}})()`
  return runChild(program, modules)
}

/** Runs a program that has nothing prepared, and gives back the JSON it has printed. */
export async function runChild(program: string, modules: Modules = 'esm'): Promise<unknown> {
  const args = [`--input-type=${modules === 'esm' ? 'module' : 'commonjs'}`, '-e', program]
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root })
  return JSON.parse(stdout)
}

/** The line that loads a module in either system. */
export function load(modules: Modules, names: string, from: string): string {
  return modules === 'esm' ? `const ${names} = await import('${from}')` : `const ${names} = require('${from}')`
}
