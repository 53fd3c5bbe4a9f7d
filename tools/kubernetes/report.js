// What the command says at its end, for a reader.
import { comparison, table } from '../mesh/tables.js'

const head = ['overlay', 'objects', 'accepted', 'mistakes', 'refused', 'stored otherwise']

export function report({ kubernetes, overlays, passes, outside, tour }, verdict) {
  const body = Object.entries(overlays).map(([name, { objects, accepted, mistakes, missed, differ }]) => [
    name,
    objects,
    accepted,
    mistakes,
    mistakes - missed.length,
    differ,
  ])
  const refusals = Object.entries(overlays).filter(([, { refusal }]) => refusal)
  const missed = Object.values(overlays).flatMap((one) => one.missed)
  return [
    `\nKubernetes ${kubernetes}\n${table(head, body)}`,
    ...refusals.map(([name, { refusal }]) => `Refused: overlays/${name}: ${refusal}`),
    ...missed.map(({ kind, field, answer }) => `Not refused: ${field} in a ${kind}: ${answer}`),
    ...(passes ? [comparison(passes), `Plain text from outside: ${outcomes(outside)}`] : []),
    ...(tour ? [`checkout.js in the pod of ledger: ${tour.last}; ${tour.spans} spans in one trace`] : []),
    ...(verdict ? [`\n${verdict}`] : []),
  ].join('\n')
}

const outcomes = (outside) =>
  Object.entries(outside)
    .map(([name, outcome]) => `${name} ${outcome}`)
    .join(', ')
