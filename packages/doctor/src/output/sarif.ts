// Prints findings as SARIF.
import { relative, sep } from 'node:path'
import { printable, printableJson } from '@traceferry/core/internal'
import type { Fix, Invocation, Log, ReportingDescriptor, Result } from 'sarif'
import type { Diagnosis } from '../diagnose.ts'
import type { Rule, Severity } from '../rule.ts'
import { rules } from '../rules.ts'
import { helpUri, version } from '../version.ts'
import { type PrintableFinding, printableFindings } from './printable-findings.ts'

const levels: Record<Severity, Result.level> = { error: 'error', warning: 'warning', info: 'note' }

/** SARIF 2.1.0, for code scanning. It includes suppressed and known findings and marks them, so that tools can count them. */
export function toSarif(diagnosis: Diagnosis): string {
  const { findings, suppressed, known } = diagnosis
  const results = printableFindings([...findings, ...known, ...suppressed]).map((one, n) => {
    const isKnown = n >= findings.length && n < findings.length + known.length
    return resultOf(one, n < findings.length ? undefined : isKnown ? 'external' : 'inSource')
  })
  const log: Log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'traceferry doctor',
            version,
            informationUri: 'https://github.com/traceferry/traceferry/blob/main/docs/doctor.md',
            rules: rules.map(descriptorOf),
          },
        },
        columnKind: 'utf16CodeUnits',
        ...(diagnosis.problems.length > 0 && { invocations: [invocationOf(diagnosis)] }),
        results,
      },
    ],
  }
  return `${printableJson(log, 2)}\n`
}

/** Says that the run is not complete, and why: files that cannot be read. */
function invocationOf({ problems }: Diagnosis): Invocation {
  return {
    executionSuccessful: false,
    exitCode: 2,
    toolExecutionNotifications: problems.map(({ code, message }) => ({
      descriptor: { id: code },
      level: 'error',
      message: { text: message },
    })),
  }
}

function descriptorOf({ id, title, why, severity, source }: Rule): ReportingDescriptor {
  return {
    id,
    name: friendlyName(title),
    shortDescription: { text: title },
    fullDescription: { text: why.replaceAll('\n', ' ') },
    help: { text: `${why.replaceAll('\n', ' ')}\n\nSource: ${source}` },
    helpUri: helpUri(id),
    defaultConfiguration: { level: levels[severity] as 'error' | 'warning' | 'note' },
  }
}

/** `A Job whose sidecar never ends` -> `JobWhoseSidecarNeverEnds`: Pascal case, which validators require. */
function friendlyName(title: string): string {
  const words = title.replace(/'s\b/g, '').match(/[A-Za-z0-9]+/g)!
  const kept = words.filter((word) => !/^(an?|the)$/i.test(word))
  return kept.map((word) => word[0]!.toUpperCase() + word.slice(1).toLowerCase()).join('')
}

function resultOf(finding: PrintableFinding, suppression?: 'inSource' | 'external'): Result {
  const { rule, severity, message, fix, resource } = finding
  const names = resource && [
    {
      kind: 'resource',
      fullyQualifiedName: printable([resource.kind, resource.namespace, resource.name].filter(Boolean).join('/')),
    },
  ]
  return {
    ruleId: rule.id,
    ruleIndex: rules.indexOf(rule),
    level: levels[severity],
    message: { text: `${message}. Fix: ${fix}` },
    locations: [{ physicalLocation: locationOf(finding), ...(names && { logicalLocations: names }) }],
    partialFingerprints: { 'traceferry/v1': finding.fingerprint },
    ...(suppression && { suppressions: [{ kind: suppression }] }),
    ...(finding.edits.length && { fixes: [fixOf(finding)] }),
  }
}

function locationOf({ file, line, column, lineText, excerpt }: PrintableFinding) {
  return {
    artifactLocation: { uri: uriOf(file) },
    region: { startLine: line, startColumn: column, snippet: { text: lineText } },
    contextRegion: {
      startLine: excerpt[0]!.line,
      endLine: excerpt.at(-1)!.line,
      snippet: { text: excerpt.map(({ text }) => text).join('\n') },
    },
  }
}

function fixOf({ file, edits, fix }: PrintableFinding): Fix {
  const replacements = edits.map(({ start, end, text }) => ({
    deletedRegion: { charOffset: start, charLength: end - start },
    ...(text !== '' && { insertedContent: { text } }),
  }))
  return {
    description: { text: fix },
    artifactChanges: [{ artifactLocation: { uri: uriOf(file) }, replacements }],
  }
}

/** Relative to the working folder, which in CI is the repository, so that code scanning finds the file. */
function uriOf(file: string): string {
  if (file === '<stdin>') return 'stdin'
  const path = relative(process.cwd(), file).split(sep).join('/')
  return path.split('/').map(encodeURIComponent).join('/')
}
