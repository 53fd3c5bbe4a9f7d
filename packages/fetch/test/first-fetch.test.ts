import { execFile } from 'node:child_process'
import { startEcho } from '@traceferry/testkit'
import { afterAll, expect, test } from 'vitest'

// Node loads its bundled undici at the first fetch of a process, and dispatches in the same tick: the first two calls,
// made in parallel, went out bare until fetch itself saw to it that the copy is reached before.
const echo = await startEcho()
afterAll(() => echo.close())

const program = `
  import { capture, createPolicy, run } from '@traceferry/core'
  import { install } from '@traceferry/fetch'
  install()
  const inRequest = (id) => run(capture(['x-request-id', id], createPolicy()), () => fetch('${echo.url}/' + id).then((r) => r.text()))
  await Promise.all([inRequest('a'), inRequest('b')])
`

test('the first fetches of a process carry their headers', async () => {
  const args = ['--input-type=module', '-e', program]
  await new Promise<void>((resolve, reject) => {
    execFile(process.execPath, args, { cwd: import.meta.dirname }, (error, _, stderr) =>
      error ? reject(new Error(stderr)) : resolve(),
    )
  })
  for (const id of ['a', 'b']) expect(echo.seen(`/${id}`)[0]?.all('x-request-id')).toEqual([id])
})
