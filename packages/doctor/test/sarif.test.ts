import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Log } from 'sarif'
import { expect, test } from 'vitest'
import { rules } from '../src/index.ts'
import { doctor } from './helpers/doctor.ts'

const file = fileURLToPath(new URL('planted/shop.yaml', import.meta.url))

test('SARIF 2.1.0 that code scanning takes: rules, places, fingerprints, fixes', async () => {
  const { stdout, code } = await doctor(file, '--mesh', 'istio@1.30', '--format', 'sarif')
  expect(code).toBe(1)
  const log = JSON.parse(stdout) as Log
  const [run] = log.runs
  expect([log.version, log.runs.length, run!.tool.driver.name]).toEqual(['2.1.0', 1, 'traceferry doctor'])
  expect(run!.tool.driver.rules!.map(({ id }) => id)).toEqual(rules.map(({ id }) => id))
  for (const rule of run!.tool.driver.rules!) {
    expect(rule.helpUri).toMatch(/^https:\/\/.*\/docs\/doctor\.md#tf\d{3}$/)
    expect(rule.shortDescription!.text).not.toMatch(/\.$|\n/)
  }
  const lines = readFileSync(file, 'utf8').split('\n')
  for (const result of run!.results!) {
    const { region, artifactLocation } = result.locations![0]!.physicalLocation!
    expect(artifactLocation!.uri).toBe('packages/doctor/test/planted/shop.yaml')
    expect(run!.tool.driver.rules![result.ruleIndex!]!.id).toBe(result.ruleId)
    expect(['error', 'warning', 'note']).toContain(result.level)
    expect(region!.startLine).toBeGreaterThan(0)
    expect(region!.startColumn).toBeLessThanOrEqual(lines[region!.startLine! - 1]!.length)
    expect(result.partialFingerprints!['traceferry/v1']).toMatch(/^[0-9a-f]{16}(-\d+)?$/)
  }
  const prints = run!.results!.map((result) => result.partialFingerprints!['traceferry/v1'])
  expect(new Set(prints).size).toBe(prints.length)
  const fix = run!.results!.find(({ ruleId }) => ruleId === 'TF101')!.fixes![0]!.artifactChanges[0]!.replacements[0]!
  const { charOffset = 0, charLength = 0 } = fix.deletedRegion
  expect(readFileSync(file, 'utf8').slice(charOffset, charOffset + charLength)).toBe('127.0.0.1')
  expect(fix.insertedContent!.text).toBe('0.0.0.0')
})
