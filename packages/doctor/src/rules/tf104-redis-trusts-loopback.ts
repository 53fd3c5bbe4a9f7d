// TF104: Redis without a password trusts every peer, because the sidecar makes them all look local.
import type { Rule } from '../rule.ts'
import { isReachedOnLoopback } from '../systems/redis.ts'
import { inLoopback } from '../systems/system-check.ts'

/** The only rule about the five systems that finds a security hole and not an outage. */
export const redisTrustsLoopback: Rule = {
  id: 'TF104',
  severity: 'error',
  title: 'Redis trusts local peers, and behind this sidecar every peer is local',
  why: `Redis without a password answers only local peers: that is its protected mode, and the purpose of binding 127.0.0.1. A
  sidecar that delivers to 127.0.0.1 makes every pod of the mesh look local. Redis 7.0.15 with its default settings
  answered PONG to other pods, without a password.`,
  source: 'Redis documentation, "Protected mode"; measured with Redis 7.0.15 and Envoy 1.40 in loopback mode.',
  before: 'bind 127.0.0.1',
  after: 'requirepass',
  *check({ settings: all, mesh }) {
    if (mesh.listen !== 'loopback') return
    const hasPassword = ['requirepass', 'user', 'aclfile', 'include'].some((key) =>
      all.some((one) => one.system === 'redis' && one.get(key)),
    )
    for (const settings of all) {
      if (settings.system !== 'redis' || !settings.complete) continue
      if (!isReachedOnLoopback(settings.get('bind'))) continue // no call gets in: TF103
      if (hasPassword || settings.get('protected-mode')?.value === 'no') continue
      const place = (settings.get('protected-mode') ?? settings.get('bind'))?.place ?? settings.place
      yield {
        place,
        message: `Redis has no password and trusts local peers, but ${inLoopback}: any pod gets in`,
        fix: 'set requirepass, or an ACL',
      }
    }
  },
}
