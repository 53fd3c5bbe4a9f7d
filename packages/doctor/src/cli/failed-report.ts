// What programs get on stdout from a run that ended before it could report: the format that they asked for, with the reason in it.
import { diagnose } from '../diagnose.ts'
import { DoctorError } from '../errors.ts'
import { failedRecommendation } from '../need-mesh/recommendation-text.ts'
import { formats } from '../output/formats.ts'
import { colorsFor } from './colors-for.ts'

/** A report without findings, and with this problem. Empty for people, who read stderr, and for a format that does not exist. */
export function failedReport(name: string, problem: DoctorError, stdout: NodeJS.WriteStream): string {
  if (name === 'text' || !Object.hasOwn(formats, name)) return ''
  const diagnosis = diagnose({ resources: [], settings: [], unreadable: [problem] })
  return formats[name]!(diagnosis, colorsFor(stdout))
}

/** The same for arguments that commander does not take, of which only the text is known. */
export function failedArguments(args: readonly string[], message: string, stdout: NodeJS.WriteStream): string {
  const problem = new DoctorError('TF800', message.replace(/^error: |\.$/g, ''), '--help shows the options')
  if (args[0] === 'need-mesh') return args.includes('--json') ? failedRecommendation([problem]) : ''
  const at = args.findLastIndex((arg) => arg === '--format' || arg.startsWith('--format='))
  const name = args[at] === '--format' ? args[at + 1] : args[at]?.slice('--format='.length)
  return failedReport(name ?? 'text', problem, stdout)
}
