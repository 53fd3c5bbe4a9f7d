import type { Rule } from '../rule.ts'

/** Only a running process can tell. */
export const lostHeaders: Rule = {
  id: 'TF601',
  severity: 'warning',
  title: 'Calls that a traced request caused go out without its headers',
  why: `The sidecar sees a request come in and calls go out, and cannot know which belongs to which. Where the app does not copy the
tracing headers, each trace breaks in two at this service, and the request id changes.`,
  source: 'Istio, "Distributed Tracing FAQ": applications must propagate headers; this project\'s reason to be.',
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
