// `register.cjs` on a Node that is too old: the process runs, and says once why nothing is done.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { nodeBinary } from '../shared/nodes.js'

/** Lines that are older than any we support, and are still found in images. */
export const oldLines = ['12', '14', '16', '18']

const SAYS =
  /^traceferry does nothing in this process: it needs Node\.js 20\.19, 22\.12 or later, and this is [\d.]+\n$/

/** Resolves to what was wrong. */
export async function askOldNode(line, register) {
  const env = { ...process.env, NODE_OPTIONS: `--require ${register}` }
  const { stdout, stderr } = await promisify(execFile)(nodeBinary(line), ['-p', '"ran"'], { cwd: '/', env })
  const faults = stdout === 'ran\n' ? [] : [`printed ${stdout}`]
  return SAYS.test(stderr) ? faults : [...faults, `said ${stderr}`]
}
