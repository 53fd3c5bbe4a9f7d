import { carrying } from './carrying.ts'
import type { Cases } from './case.ts'
import { failures } from './failures.ts'
import { own } from './own.ts'
import { targets } from './targets.ts'

/** The contract, by name. A NEW PROMISE IS ONE ENTRY in one of these. */
export const cases: Cases = { ...carrying, ...own, ...targets, ...failures }
