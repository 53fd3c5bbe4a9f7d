// What the command says at its end, for a reader.
import { comparison, table } from '../mesh/tables.js'

/**
 * @param {{ kubernetes?: string, kyverno?: string, operator?: string, shapes?: any, tracers?: any, istio?: any, oldNodes?: any, audited?: any }} result
 * @param {boolean} whole
 */
export function report({ kubernetes, kyverno, operator, shapes, tracers, istio, oldNodes, audited }, whole) {
  const by = operator
    ? `OpenTelemetry Operator ${operator}`
    : kyverno
      ? `Kyverno ${kyverno}`
      : `Kubernetes ${kubernetes}`
  return [
    ...(shapes ? shapeLines(by, shapes) : []),
    ...(oldNodes
      ? Object.entries(oldNodes).map(
          ([line, { same }]) => `${same ? '✓' : '✗'} Node ${line} starts and serves as before`,
        )
      : []),
    ...(tracers || istio ? [comparison({ ...tracers, ...(istio ? { 'beside Istio': istio } : {}) })] : []),
    ...(istio ? checkLines(istio.checks) : []),
    ...[audited, istio?.audited].flatMap((one) =>
      one ? [`The audit, before: ${shares(one.before)}; after: ${shares(one.after)}`] : [],
    ),
    `\n${whole ? `Every pod is as it must be${tracers || istio ? ', and every request left one whole trace' : ''}.` : 'Not everything is as it must be.'}`,
  ].join('\n')
}

/** What became of the pods. */
export function shapeLines(by, { forms, checks }) {
  const rows = Object.entries(forms).map(([name, { created, differ }]) => [name, created, differ.length])
  return [
    `\n${by}\n${table(['policy', 'shapes of pods', 'not as they must be'], rows)}`,
    ...Object.values(forms).flatMap(({ differ }) => differ.map((one) => `Not as it must be: ${JSON.stringify(one)}`)),
    ...checkLines(checks),
  ]
}

const checkLines = (checks) => Object.entries(checks).map(([what, isSo]) => `${isSo ? '✓' : '✗'} ${what}`)

const shares = (of) =>
  Object.entries(of)
    .map(([name, share]) => `${name} ${(100 * share).toFixed(1)} %`)
    .join(', ')
