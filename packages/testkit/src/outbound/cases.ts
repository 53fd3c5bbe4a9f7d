// All cases of the outbound contract.
import { carrying } from './carrying.ts'
import type { Cases } from './case.ts'
import { failures } from './failures.ts'
import { targets } from './targets.ts'
import { untouched } from './untouched.ts'

/** The cases by name. A new promise is one entry in one of these lists. */
export const cases: Cases = { ...carrying, ...untouched, ...targets, ...failures }
