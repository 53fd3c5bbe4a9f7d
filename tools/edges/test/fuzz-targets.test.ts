import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { judge } from '../targets/judge.js'
import { readingOf } from '../targets/reading.js'

// The fuzz of targets in short, and what its judge must see.

const command = fileURLToPath(new URL('../targets.js', import.meta.url))
const MINUTES = 60_000

interface Report {
  wrong: number
  examples: object[]
  requests: Record<'inside' | 'outside' | 'carried', number>
}

test('5,000 targets: nothing outside gets a byte, all inside get it', { timeout: 3 * MINUTES }, async () => {
  const { code, report } = await new Promise<{ code: number; report: Report }>((resolve, reject) => {
    const args = [command, '--json', '--targets', '5000', '--seed', '1']
    execFile(process.execPath, args, { maxBuffer: 64 << 20 }, (error, stdout) => {
      try {
        resolve({ code: Number(error?.code ?? 0), report: JSON.parse(stdout) })
      } catch {
        reject(error)
      }
    })
  })
  expect(report.examples).toEqual([])
  expect(code).toBe(0)
  expect(report.requests.outside).toBeGreaterThan(1500)
  expect(report.requests.carried).toBeGreaterThan(1200)
})

describe('the second reading of a host', () => {
  test.each([
    'orders',
    'ORDERS',
    'a.svc',
    'x.internal',
    'localhost.',
    '10.0.0.1',
    '0x7f.1',
    '2130706433',
    '::1',
    'fd00::1',
    '::ffff:10.0.0.1',
  ])('%s is inside', (host) => expect(readingOf(host)).toBe('inside'))
  test.each([
    'evil.example',
    'ai.',
    'svc.example',
    '8.8.8.8',
    '172.32.0.1',
    '169.254.169.254',
    'metadata.google.internal',
    'fd00:ec2::254',
    'fe80::1',
    '::ffff:8.8.8.8',
    'orders/.evil.example',
    'orders:80',
    'a@orders',
    '::10.0.0.1',
  ])('%s is outside', (host) => expect(readingOf(host)).toBe('outside'))
})

describe('the judge sees', () => {
  const ours = [
    'x-request-id: canary-request-id',
    'traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    'tracestate: canary=state',
    'baggage: user=canary-baggage',
  ]
  const wrong = (reading: string, lines: string[], target = '/x') =>
    judge(reading, { method: 'GET', target, lines: ['x-n: 1', ...lines] }).wrong

  test('nothing wrong', () => {
    expect(wrong('inside', ['Host: orders:80', ...ours])).toBe(undefined)
    expect(wrong('outside', ['Host: evil.example'])).toBe(undefined)
    expect(wrong('inside', ['Host: evil.example'])).toBe(undefined)
  })
  test('one byte of ours outside', () =>
    expect(wrong('outside', ['Host: orders', 'x: canary'])).toMatch('socket outside'))
  test('ours with the name of another in Host', () =>
    expect(wrong('inside', ['host: evil.example', ...ours])).toMatch('name outside'))
  test('ours with the name of another as target', () =>
    expect(wrong('inside', ['host: orders', ...ours], 'http://evil.example/x')).toMatch('name outside'))
  test('one that is lost', () => expect(wrong('inside', ['Host: orders', ...ours.slice(1)])).toMatch('not sent'))
})
