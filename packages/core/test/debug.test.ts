// What TRACEFERRY_DEBUG prints of options that stand in the code, and how much it prints at most.
import { createPolicy } from '@traceferry/core'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { say } from '../src/debug/say.ts'

let lines: string[] = []
beforeEach(() => {
  lines = []
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => lines.push(String(text)) > 0)
})
afterEach(() => vi.restoreAllMocks())

const TRACEFERRY_DEBUG = 'true'

test('options of the code are printed as they were written, once', () => {
  const options = {
    formats: ['w3c', 'b3'] as const,
    headers: ['end-user', { inbound: 'x-tenant', outbound: 'x-org' }],
    targets: [
      'api.partner.com',
      function friends() {
        return true
      },
    ],
    trust: () => true,
    generate: true,
  }
  createPolicy(options, { TRACEFERRY_DEBUG, TRACEFERRY_MAX_BYTES: '100' })
  expect(lines.slice(1, 4)).toEqual([
    'traceferry: formats: w3c, b3 (the code)\n',
    'traceferry: headers: end-user, {"inbound":"x-tenant","outbound":"x-org"} (the code)\n',
    'traceferry: targets: api.partner.com, function friends (the code)\n',
  ])
  expect(lines).toContain('traceferry: trust: function trust (the code)\n')
  expect(lines).toContain('traceferry: maxBytes: 100 (TRACEFERRY_MAX_BYTES)\n')
  lines = []
  createPolicy(options, { TRACEFERRY_DEBUG, TRACEFERRY_MAX_BYTES: '100' })
  expect(lines).toEqual([])
})

test('a wrong value is an error at the start', () => {
  expect(() => createPolicy({}, { TRACEFERRY_DEBUG: 'verbose' })).toThrow(
    'TF008: TRACEFERRY_DEBUG is "verbose"; write true, false, 1 or 0.',
  )
})

test('a password in a value is not printed, and a value cannot forge a line', () => {
  say('https://bob:secret@orders/ gets\nnothing')
  expect(lines.at(-1)).toBe('traceferry: https://***@orders/ gets\\nnothing\n')
})

test('a service that runs for weeks prints a thousand lines, and says that there are more', () => {
  for (let n = 0; n < 5000; n++) say(`http://orders-${n} gets nothing`)
  const [last] = lines.splice(-1)
  expect(last).toBe('traceferry: 1000 lines, and no more from this process\n')
  expect(lines.length).toBeLessThanOrEqual(1000)
  lines = []
  say('another')
  expect(lines).toEqual([])
})
