// Masks what looks like a secret anywhere in the input: in an argument, a comment, a line of a config file.

/** Names of values that only the app needs: DB_PASSWORD, client-secret, requirepass, x-api-key. */
const names =
  'passw(?:or)?d|passphrase|requirepass|masterauth|masteruser|pwd|pass|secret|token|api[-_.]?key|access[-_.]?key(?:[-_.]?id)?|' +
  'private[-_.]?key|account[-_.]?key|credentials?|(?:proxy-)?authorization|auth|cookie|dsn|connection[-_.]?string'

const ends = new RegExp(`(?:^|[^a-z])(?:${names})$|(?:${names})$`, 'i')
const value = '(?:"(?:[^"\\\\]|\\\\.)*"?|\'[^\']*\'?|[^\\s&;,"\'`]+)'
// Matches --password=x, --password x, PASSWORD=x, "password": "x", requirepass x. Bounded, because a line may be long.
const assigned = new RegExp(
  `((?:${names})[\\w.-]{0,20}["']?\\s{0,20}[=:]\\s{0,20})(?:(?:bearer|basic)\\s+)?${value}`,
  'gi',
)
const flag = new RegExp(`(--?[\\w.-]{0,80}(?:${names})\\s{1,20})(?!-)${value}`, 'gi')
const directive = /^(\s*(?:requirepass|masterauth|masteruser|user|rename-command)\s+)\S.*$/i
const commented = /^(\s*#.{0,200}\bvalue:\s{0,20})\S.*$/
const scheme = /\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi
/** AWS, GitHub and Slack keys, JSON Web Tokens and PEM keys, recognized by their first characters. */
const known =
  /\b(?:A[KS]IA[A-Z0-9]{12,}|gh[pousr]_\w{16,}|xox[abprs]-[\w-]{8,}|eyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?)|-----BEGIN [A-Z ]*PRIVATE KEY-----.*/g

export const mask = '***'

/** Whether a name sounds like a secret. A name that only refers to one (secretName, tokenExpirationSeconds) does not. */
export function soundsSecret(name: string): boolean {
  return ends.test(name)
}

/** Masks the secrets in one line. `printable` masks passwords in URLs, here and everywhere else. */
export function withoutSecrets(line: string): string {
  return line
    .replace(commented, `$1${mask}`)
    .replace(directive, `$1${mask}`)
    .replace(assigned, `$1${mask}`)
    .replace(flag, `$1${mask}`)
    .replace(scheme, `$1 ${mask}`)
    .replace(known, mask)
}
