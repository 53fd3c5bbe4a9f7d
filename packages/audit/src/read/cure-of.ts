// What to do about a file that cannot be read.

/** The cure for an error of the file system. */
export function cureOf(code: string): string {
  if (code === 'ENOENT') return 'name a file or folder that is there, or - for standard input'
  if (code === 'EACCES' || code === 'EPERM') return 'read it as a user who may'
  return 'name a file that can be read'
}
