// Checks the listen address of Redis and Valkey. Who gets in without a password is redis-access.ts.
import { isLoopback } from '../model/hosts.ts'
import type { Setting } from '../read/settings.ts'
import { inLoopback, inPassthrough, type SystemCheck } from './system-check.ts'

/**
 * The redis.conf that comes with Redis binds 127.0.0.1 and ::1. Without a bind line Redis listens on all addresses, and
 * protected mode refuses peers that are not local.
 */
export const redis: SystemCheck = function* (settings, { listen }) {
  const bind = settings.get('bind')
  if (bind === undefined || (listen === 'loopback' ? isReachedOnLoopback(bind) : !isOnlyLoopback(bind))) return
  yield {
    setting: bind,
    message: `Redis binds ${bind.value}, but ${listen === 'loopback' ? inLoopback : inPassthrough}: the port is closed`,
    fix: 'bind 0.0.0.0, with requirepass',
  }
}

/** Whether a sidecar that delivers to loopback reaches this address. It does not reach the pod's address. */
export function isReachedOnLoopback(bind: Setting | undefined): boolean {
  if (bind === undefined) return true
  return hostsOf(bind).some((host) => /^(\*|0\.0\.0\.0|::|127(\.\d{1,3}){3}|localhost)$/.test(host))
}

/** Whether nothing outside the pod reaches this address. */
export function isOnlyLoopback(bind: Setting): boolean {
  return hostsOf(bind).every(isLoopback)
}

function hostsOf(bind: Setting): string[] {
  return bind.value.split(/\s+/).map((word) => word.replace(/^-/, ''))
}
