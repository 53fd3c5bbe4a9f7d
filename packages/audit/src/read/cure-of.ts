// What to do about a file that cannot be read.

/** The fix for a file system error. */
export function cureOf(code: string): string {
  if (code === 'ENOENT') return 'give an existing file or folder, or - for standard input'
  if (code === 'EACCES' || code === 'EPERM') return 'read it as a user with permission'
  return 'give a readable file'
}
