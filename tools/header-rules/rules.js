// What must be true of every case, whatever the golden files say: the header rules, checked on what was on the wires.

import { familyOf, isTracing, ownFamilies } from './families.js'
import { reasonToEnd } from './fate.js'
import { valuesOf } from './lines.js'
import { complaintsOf } from './trees.js'

/** @returns what is wrong with a case, as sentences; empty if all is well */
export function complaints(vector, tracer, seen) {
  const { calls } = vector.ask
  if (seen.appSent.length !== calls || seen.upstreamGot.length !== calls) {
    return [`${calls} calls were to go out; ${seen.appSent.length} did, ${seen.upstreamGot.length} arrived`]
  }
  return [
    ...seen.appSent.flatMap((sent) => [
      ...verbatim(vector, seen.appGot, sent),
      ...asExpected(vector, seen.appGot, sent),
    ]),
    ...seen.appSent.flatMap(doubled),
    ...seen.appSent.flatMap((sent, i) => untouched(sent, seen.upstreamGot[i], tracer)),
    ...(reasonToEnd(vector)
      ? []
      : seen.appSent.flatMap((sent, i) => oneRequestId(seen.appGot, sent, seen.upstreamGot[i]))),
    ...complaintsOf(vector, tracer, seen),
  ]
}

/** What the app sent of a header is what it got, byte for byte: all of it, or the first of several. */
function verbatim(vector, got, sent) {
  return sent
    .filter(([name]) => isTracing(name) && !setByOthers(vector).includes(name))
    .filter(([name, value]) => {
      const values = valuesOf(got, name)
      const all = values.join(', ')
      return ![...values, all, all.replaceAll(', ', ','), all.split(/ *,/)[0]].includes(value) && !isListOf(value, all)
    })
    .map(([name, value]) => `${name}: ${value} was sent, ${valuesOf(got, name).join(' / ') || 'nothing'} had arrived`)
}

/** Whole members from the start of a list that is over the budget. */
const isListOf = (value, all) => all.startsWith(`${value},`)

/** The case's own expectations, for each family that the in-sidecar has left as it was sent. */
function asExpected(vector, got, sent) {
  const changed = (family) => {
    const members = (lines) => lines.filter(([name]) => familyOf(name) === family).map((line) => line.join(':'))
    const before = members(vector.in.map(([name, value]) => [name.toLowerCase(), value.trim()]))
    return members(got).sort().join('\n') !== before.sort().join('\n')
  }
  return Object.entries(vector.expect)
    .filter(([name]) => !changed(familyOf(name)) && !ownedBySdk(vector).includes(name))
    .filter(([name, wanted]) => {
      const values = valuesOf(sent, name)
      if (wanted === null) return values.length > 0
      const fits = wanted.startsWith('/^') ? new RegExp(wanted.slice(1, -1)).test(values[0]) : values[0] === wanted
      return values.length !== 1 || !fits
    })
    .map(
      ([name, wanted]) => `${name} was sent as ${valuesOf(sent, name).join(' / ') || 'nothing'} instead of ${wanted}`,
    )
}

/** Nobody's header goes out twice. */
function doubled(sent) {
  const names = sent.map(([name]) => name).filter(isTracing)
  return names.filter((name, i) => names.indexOf(name) !== i).map((name) => `${name} was sent twice`)
}

/** What the app or a tracer in it has set on the call. */
export const setByOthers = (vector) => [
  ...vector.ask.headers.map(([name]) => name.toLowerCase()),
  ...ownedBySdk(vector),
]

const ownedBySdk = ({ ask, env }) => (ask.sdk === 'active' ? env.otel.propagationFields : [])

/** The out-sidecar passes on what its tracer does not write. */
function untouched(sent, arrived, tracer) {
  const foreign = ([name]) => isTracing(name) && ![...ownFamilies[tracer], 'request-id'].includes(familyOf(name))
  const texts = (lines) =>
    lines
      .filter(foreign)
      .map((line) => line.join(': '))
      .sort()
  const [before, after] = [texts(sent), texts(arrived)].map((lines) => lines.join('\n'))
  return before === after ? [] : [`sent:\n${before}\narrived:\n${after}`]
}

/** The same at every station. */
export function oneRequestId(...stages) {
  const [[first], ...others] = stages.map((lines) => valuesOf(lines, 'x-request-id').map((id) => id.split(',')[0]))
  const same = others.every((ids) => ids.length === 1 && ids[0] === first)
  return same ? [] : [`x-request-id: ${[[first], ...others].join(' -> ')}`]
}
