import { capture, createPolicy, explain, run } from '@traceferry/core'
import * as undici7 from 'undici7'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { install, interceptor, uninstall } from '../src/index.ts'

beforeAll(() => void install())
afterAll(uninstall)

const INSIDE = 'inside the mesh: name without a dot'

/** A dispatcher of a copy that is nowhere to be found, as one in a bundle is. */
const bundled = { dispatch: () => true, compose: () => bundled }

describe('explain says why a call through a dispatcher gets nothing', () => {
  const rule = (dispatcher: object) =>
    run(
      capture(['x-request-id', 'r-1'], createPolicy({}, {})),
      () => explain('http://orders:8080/', { dispatcher }).rule,
    )

  test('one that cannot be reached', () => expect(rule(bundled)).toContain('cannot reach this dispatcher'))
  test('one of a copy that is', () => {
    expect(rule(new undici7.Agent())).toContain('inside the mesh')
    expect(rule(new undici7.Agent().compose(undici7.interceptors.retry()))).toContain('inside the mesh')
  })
  test('one that hands calls on within its copy', () => {
    expect(rule(new undici7.RetryAgent(new undici7.Agent()))).toContain('inside the mesh')
    expect(rule(new undici7.MockAgent())).toContain('inside the mesh')
  })
  test('a Client or a Pool of a host outside, whatever the URL says', () => {
    for (const undici of [undici7.Client, undici7.Pool, undici7.BalancedPool]) {
      expect(rule(new undici('http://evil.example'))).toBe(
        undici === undici7.BalancedPool ? INSIDE : 'outside the mesh',
      )
      expect(rule(new undici('http://stock:8080'))).toBe(INSIDE)
    }
  })
  test('one with the interceptor', () => {
    expect(rule({ dispatch: interceptor()(bundled.dispatch) })).toContain('inside the mesh')
  })
})
