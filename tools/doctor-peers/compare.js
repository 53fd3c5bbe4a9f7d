// Compares what Istio's tests expect on each file with what the doctor says there.
import { examine } from './doctor.js'
import { messages } from './rules-of-messages.js'
import { casesOf, codesOf, suiteFolder } from './suite.js'

/** As new as the analyzers. */
const mesh = 'istio@1.31'

/**
 * One row for each message that Istio expects on an object, with the doctor's findings on it, and one for each finding of the
 * rules in question on an object on which Istio expects nothing. `known`: by the files, what the doctor says of them.
 */
export function compared(module, say) {
  const codes = codesOf(module)
  const known = new Map()
  const rows = []
  for (const { name, files, expected } of casesOf(module)) {
    say(name)
    const key = files.join(' ')
    if (!known.has(key)) known.set(key, examine(suiteFolder(module), files, mesh))
    const { findings, crash } = known.get(key)
    for (const one of count(expected)) {
      const rules = messages[one.message]?.rules
      if (messages[one.message] === undefined) throw new Error(`rules-of-messages.js does not have ${one.message}`)
      const ours = findings.filter((finding) => rules?.includes(finding.id) && isAbout(finding, one.object))
      rows.push({
        ...one,
        ...codes.get(one.message),
        why: messages[one.message].why,
        case: name,
        files: key,
        rules,
        crash,
        ours: ours.map(textOf),
      })
    }
  }
  return { rows, more: moreOf(known, rows), known }
}

/** The same message on the same object, several times in one case, counts once. */
function count(expected) {
  const all = new Map()
  for (const one of expected) {
    const key = `${one.message} ${one.object}`
    all.set(key, { ...one, times: (all.get(key)?.times ?? 0) + 1 })
  }
  return [...all.values()]
}

/** Findings of the rules that say what a message says, on objects on which no case expects that message. */
function moreOf(known, rows) {
  const rules = new Set(Object.values(messages).flatMap((one) => one.rules ?? []))
  const found = [...known].flatMap(([files, { findings }]) =>
    findings
      .filter((finding) => {
        if (!rules.has(finding.id) || finding.severity === 'info') return false
        return !rows.some(
          (row) => row.files === files && row.rules?.includes(finding.id) && isAbout(finding, row.object),
        )
      })
      .map((finding) => ({ files, text: textOf(finding) })),
  )
  return [...new Map(found.map((one) => [`${one.files} ${one.text}`, one])).values()]
}

function textOf({ id, severity, message }) {
  return `${id} ${severity} ${message}`
}

/** Whether a finding is about an object: it stands in it or names it. Istio's tests write `Service httpbin` for one in default. */
export function isAbout({ resource, message }, object) {
  if (message.includes(object)) return true
  if (resource === null || resource === undefined) return false
  const { kind, namespace, name } = resource
  const isDefault = !namespace || namespace === 'default'
  return (
    object === `${kind} ${namespace}/${name}` ||
    (isDefault && [`${kind} ${name}`, `${kind} default/${name}`].includes(object))
  )
}
