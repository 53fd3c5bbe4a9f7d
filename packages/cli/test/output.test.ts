// What commands do if their output is not read or cannot be written.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, openSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const bin = fileURLToPath(new URL('../bin/traceferry.js', import.meta.url))
const commands = [
  ['doctor', 'rules'],
  ['audit', '--help'],
  ['inject', 'policy'],
]

async function runWith(args: readonly string[], stdout: 'pipe' | number): Promise<{ code: number; stderr: string }> {
  const child = spawn(process.execPath, [bin, ...args], { stdio: ['ignore', stdout, 'pipe'] })
  child.stdout?.destroy()
  let stderr = ''
  child.stderr!.on('data', (chunk) => {
    stderr += chunk
  })
  const [code] = await once(child, 'close')
  return { code, stderr }
}

test.each(commands)('%s %s ends as ever when its output is not read', async (...args) => {
  expect(await runWith(args, 'pipe')).toEqual({ code: 0, stderr: '' })
})

// Other systems have no such device.
test.runIf(existsSync('/dev/full')).each(commands)('%s %s tells of a full disk', async (...args) => {
  const { code, stderr } = await runWith(args, openSync('/dev/full', 'w'))
  expect([code, stderr]).toEqual([2, expect.stringMatching(/^The output cannot be written: ENOSPC[^\n]*\n$/)])
})
