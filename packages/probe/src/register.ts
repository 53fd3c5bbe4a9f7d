/**
 * `node --import @traceferry/probe/register app.js`: lets the service report to probes, if TRACEFERRY_PROBE_SECRET is set.
 * @module
 */
import { probe } from './probe.ts'

probe()
