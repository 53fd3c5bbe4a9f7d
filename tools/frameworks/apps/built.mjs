// For apps that are built: their bundles find the work of a request here.
import { workOf } from './work.mjs'

globalThis.workOf = workOf
