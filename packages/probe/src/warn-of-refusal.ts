// Warns when this service refuses a probe.
import { warnOnce } from '@traceferry/core/internal'

/**
 * The caller of a refused probe gets no report and cannot know why, so the service warns, once for each cause. `named` is
 * true when TRACEFERRY_PROBE_HOSTS is set.
 */
export function warnOfRefusal(why: string, named: boolean): void {
  const hint = why.startsWith('it is for ') ? hints[named ? 'named' : 'unnamed'] : ''
  const cause = why.replace(/for \S+|\d+/, '')
  const text = `a probe of \`traceferry trace\` was refused: ${why}${hint}`
  warnOnce('TF051', text, `TF051 ${cause}`)
}

const hints = {
  named: ', which TRACEFERRY_PROBE_HOSTS does not name',
  unnamed: ', and came with another Host: name the hosts of this service in TRACEFERRY_PROBE_HOSTS',
}
