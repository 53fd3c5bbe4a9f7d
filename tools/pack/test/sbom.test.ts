import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { problemsOf } from '../sbom-schema.js'

const command = fileURLToPath(new URL('../sbom.js', import.meta.url))

test('the bill of materials of a package has it and what it needs, and is valid CycloneDX', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [command, '--package', 'express'])
  const bill = JSON.parse(stdout)
  const names = bill.components.map(({ purl }: { purl: string }) => decodeURIComponent(purl).replace(/@[^@]+$/, ''))
  expect(names.sort()).toEqual(['core', 'express', 'fetch'].map((name) => `pkg:npm/@traceferry/${name}`))
  expect(stdout).not.toMatch(/127\.0\.0\.1|localhost/)
  expect(await problemsOf(stdout)).toBeUndefined()
  // And a bill that is not valid is seen.
  expect(await problemsOf(stdout.replace('"type": "library"', '"type": "novel"'))).toContain('/type')
}, 120_000)

test('an unknown package is refused', async () => {
  const failed = promisify(execFile)(process.execPath, [command, '--package', 'nothing'])
  await expect(failed).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('@traceferry/nothing') })
}, 60_000)
