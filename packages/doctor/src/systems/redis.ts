// Checks the listen address of Redis, and its protected mode.
import { isLoopback } from '../model/hosts.ts'
import type { Setting } from '../read/settings.ts'
import { inLoopback, inPassthrough, type SystemCheck } from './system-check.ts'

/**
 * The redis.conf that comes with Redis binds 127.0.0.1 and ::1. Without a bind line Redis listens on all addresses, and
 * protected mode refuses peers that are not local. Behind a sidecar a peer is 127.0.0.6, which Redis does not count as local.
 */
export const redis: SystemCheck = function* (settings, { listen, isSetElsewhere }) {
  const bind = settings.get('bind')
  // `--fix` must not open Redis without a password.
  const value = settings.get('requirepass') ? { value: '0.0.0.0' } : {}
  if (listen === 'loopback') {
    if (bind && !isReachedOnLoopback(bind)) {
      yield {
        setting: bind,
        message: `Redis binds ${bind.value}, but ${inLoopback}: the port is closed`,
        fix: 'bind 0.0.0.0, with requirepass',
        ...value,
      }
    }
    return
  }
  if (bind && hostsOf(bind).every(isLoopback)) {
    yield {
      setting: bind,
      message: `Redis binds ${bind.value}, but ${inPassthrough}: the port is closed`,
      fix: 'bind 0.0.0.0, with requirepass',
      ...value,
    }
    return
  }
  // Redis trusts any bind line, but protected mode still needs a password or local peers.
  const isProtected =
    settings.get('protected-mode')?.value !== 'no' && !['protected-mode', 'requirepass'].some(isSetElsewhere)
  const isOpen = ['requirepass', 'user', 'aclfile', 'include'].some((key) => settings.get(key))
  if (settings.complete && isProtected && !isOpen) {
    const message =
      'Redis has no password and protected mode is on: peers behind a sidecar come from 127.0.0.6 and are DENIED'
    yield {
      setting: settings.get('protected-mode') ?? bind,
      message,
      fix: 'requirepass, or protected-mode no where the mesh decides who may call',
    }
  }
}

/** Whether a sidecar that delivers to loopback reaches this address. It does not reach the pod's address. */
export function isReachedOnLoopback(bind: Setting | undefined): boolean {
  if (bind === undefined) return true
  return hostsOf(bind).some((host) => /^(\*|0\.0\.0\.0|::|127(\.\d{1,3}){3}|localhost)$/.test(host))
}

function hostsOf(bind: Setting): string[] {
  return bind.value.split(/\s+/).map((word) => word.replace(/^-/, ''))
}
