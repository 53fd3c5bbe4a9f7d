import { expect, test } from 'vitest'
import { capture, createPolicy } from '../src/internal.ts'

// W3C Trace Context 3.3.1.3: which tracestate is passed on, and which one is discarded as a whole.

const traceparent = '00-463ac35c9f6413ad48485a3953bb6124-a2fb4a1d1a96d312-01'
const sent = (tracestate: string) =>
  capture(['traceparent', traceparent, 'tracestate', tracestate], createPolicy({}, {})).toJSON().tracestate

test.each([...'0189abyz'])('a key may start with %s', (first) => {
  expect(sent(`${first}=v`)).toBe(`${first}=v`)
  expect(sent(`before=v,${first}ehind=v`)).toBe(`before=v,${first}ehind=v`)
})

test.each([...'/:`{AZ_-*@ '])('a key may not start with "%s"', (first) => {
  expect(sent(`x=v,${first}=v`)).toBeUndefined()
})

test.each([...'09az_-*/@'])('a key may have %s in it, and end with it', (other) => {
  expect(sent(`a${other}=v`)).toBe(`a${other}=v`)
  expect(sent(`a${other}${other}b=v`)).toBe(`a${other}${other}b=v`)
})

test.each([...'.:?A[`{|~+,'])('a key may not have "%s" in it', (other) => {
  expect(sent(`a${other}b=v`)).toBeUndefined()
})

test.each([
  ['a key of 256 characters', `${'k'.repeat(256)}=v`, true],
  ['a key of 257', `${'k'.repeat(257)}=v`, false],
  ['a value of 256 characters', `k=${'v'.repeat(256)}`, true],
  ['a value of 257', `k=${'v'.repeat(257)}`, false],
  ['no value', 'k=', false],
  ['no equals sign', 'k', false],
  ['a second equals sign', 'k=v=w', false],
  ['the first and the last printable character in a value', 'k=!v~', true],
  ['a character beyond ASCII in a value', 'k=v\u00e9', false],
])('%s', (_, tracestate, kept) => {
  expect(sent(tracestate)).toBe(kept ? tracestate : undefined)
})
