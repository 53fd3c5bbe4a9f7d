// The notes of a release, in the form of Keep a Changelog.

const KINDS = ['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security']

/**
 * Puts notes such as `Fixed: ...` under a heading of a new version, above those of the versions before it.
 * @param {string} changelog the text of CHANGELOG.md
 * @param {readonly string[]} notes
 * @param {string} version
 * @param {string} date such as 2026-12-24
 * @returns {string} the new text of CHANGELOG.md
 */
export function addRelease(changelog, notes, version, date) {
  const sorted = notes.map(readNote)
  const parts = KINDS.flatMap((kind) => {
    const lines = sorted.filter((note) => note.kind === kind).map(({ text }) => `- ${text}\n`)
    return lines.length > 0 ? [`### ${kind}\n\n${lines.join('')}\n`] : []
  })
  const older = changelog.search(/^## \d/m)
  if (older === -1) throw new Error('CHANGELOG.md has no heading of a version, such as "## 0.1.0"')
  return `${changelog.slice(0, older)}## ${version} - ${date}\n\n${parts.join('')}${changelog.slice(older)}`
}

/** @param {string} note */
function readNote(note) {
  const [, kind = '', text = ''] = /^(\w+): ([\s\S]+)$/.exec(note.trim()) ?? []
  if (!KINDS.includes(kind)) throw new Error(`"${note}" does not begin with one of ${KINDS.join(', ')} and a colon`)
  return { kind, text: text.trim().replaceAll(/\s*\n\s*/g, ' ') }
}
