// What looks like a secret wherever it stands: in an argument, a comment, a line of a config file.

/** Names whose value nobody but the app needs: DB_PASSWORD, client-secret, requirepass, x-api-key. */
const names =
  'passw(?:or)?d|passphrase|requirepass|masterauth|masteruser|pwd|pass|secret|token|api[-_.]?key|access[-_.]?key(?:[-_.]?id)?|' +
  'private[-_.]?key|account[-_.]?key|credentials?|(?:proxy-)?authorization|auth|cookie|dsn|connection[-_.]?string'

const ends = new RegExp(`(?:^|[^a-z])(?:${names})$|(?:${names})$`, 'i')
const value = '(?:"(?:[^"\\\\]|\\\\.)*"?|\'[^\']*\'?|[^\\s&;,"\'`]+)'
// Bounded, since a line may be long: --password=x, --password x, PASSWORD=x, "password": "x", requirepass x
const assigned = new RegExp(
  `((?:${names})[\\w.-]{0,20}["']?\\s{0,20}[=:]\\s{0,20})(?:(?:bearer|basic)\\s+)?${value}`,
  'gi',
)
const flag = new RegExp(`(--?[\\w.-]{0,80}(?:${names})\\s{1,20})(?!-)${value}`, 'gi')
const directive = /^(\s*(?:requirepass|masterauth|masteruser|user|rename-command)\s+)\S.*$/i
const commented = /^(\s*#.{0,200}\bvalue:\s{0,20})\S.*$/
const scheme = /\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi
/** AWS, GitHub, Slack, JSON Web Tokens, keys in PEM: known by how they begin. */
const known =
  /\b(?:A[KS]IA[A-Z0-9]{12,}|gh[pousr]_\w{16,}|xox[abprs]-[\w-]{8,}|eyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?)|-----BEGIN [A-Z ]*PRIVATE KEY-----.*/g

export const mask = '***'

/** Whether what is called so is a secret; what only refers to one (secretName, tokenExpirationSeconds) is none. */
export function soundsSecret(name: string): boolean {
  return ends.test(name)
}

/** One line with its secrets masked. Passwords in URLs are hidden by `printable`, as everywhere. */
export function withoutSecrets(line: string): string {
  return line
    .replace(commented, `$1${mask}`)
    .replace(directive, `$1${mask}`)
    .replace(assigned, `$1${mask}`)
    .replace(flag, `$1${mask}`)
    .replace(scheme, `$1 ${mask}`)
    .replace(known, mask)
}
