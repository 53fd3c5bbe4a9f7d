// The settings of Spring Boot that say how long idle connections stay.
import { milliseconds } from '../durations.ts'

/** Settings of Spring Boot's servers. A number without a unit is ms. */
export const springSetting: RegExp =
  /^server\.(tomcat\.keep-alive-timeout|jetty\.connection-idle-timeout|netty\.idle-timeout|undertow\.no-request-timeout)$/

/** A duration of Spring: `20s`, `20000ms` or 20000. */
export function springMs(text: string): number | undefined {
  return /^\d+$/.test(text) ? Number(text) : milliseconds(text)
}
