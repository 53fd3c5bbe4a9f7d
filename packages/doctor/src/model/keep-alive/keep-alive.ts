// How long a server keeps an idle connection, and how sure that is.
import type { Severity } from '../../rule.ts'
import type { Hint } from '../app.ts'

export interface KeepAlive extends Hint {
  /** False where only the name of a variable tells, which may mean something else. */
  readonly isSure?: boolean
  /** Set where the setting may have no effect. */
  readonly severity?: Severity
}
