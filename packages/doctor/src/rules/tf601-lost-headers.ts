// TF601: calls go out without the headers of the request that caused them.
import type { Rule } from '../rule.ts'

/** Needs a report of a running process. */
export const lostHeaders: Rule = {
  id: 'TF601',
  severity: 'warning',
  title: 'Calls that a traced request caused go out without its headers',
  why: `The sidecar sees a request come in and calls go out, and cannot know which call belongs to which request. Where the app does
  not copy the tracing headers, each trace breaks in two at this service, and the request id changes.`,
  source: 'Istio, "Distributed Tracing FAQ": applications must propagate headers, which is what this project is for.',
  before: '"forwarded": 0',
  after: '"forwarded": 12',
  *check({ live }) {
    for (const { process, calls, at } of live) {
      for (const [n, { host, inContext = 0, forwarded = 0 }] of calls.entries()) {
        if (inContext === 0 || forwarded >= inContext) continue
        yield {
          place: at(['calls', n]),
          message: `${process}: ${inContext - forwarded} of ${inContext} calls to ${host} went out without the trace headers of the request that caused them`,
          fix: 'app.use(traceferry()), or list the host in targets if it is part of the mesh',
        }
      }
    }
  },
}
