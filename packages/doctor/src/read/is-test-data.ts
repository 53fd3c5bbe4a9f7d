// Tells files that a project only tests or builds with from those that it runs.
import { relative } from 'node:path'
import type { Source } from './source.ts'

const folders =
  /(^|[\\/])(vendor|third_party|tests?|testdata|__tests__|e2e|fixtures?|__fixtures__|examples?|samples?|src|images?|docker)[\\/]/

/** Whether a file was found in a folder of tests, examples, sources or images. A file that the user named is never one. */
export function isTestData({ file, folder }: Source): boolean {
  return folder !== undefined && folders.test(relative(folder, file))
}
