// Every overlay through the API server: refused where it is wrong, stored as it was sent where it is right.
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseAllDocuments, stringify } from 'yaml'

const path = (name) => fileURLToPath(new URL(`../overlays/${name}`, import.meta.url))

/** Istio's own comes last: what is stored in the end is the mesh that is then started. */
export const overlays = readdirSync(path('.')).sort((a, b) => (a === 'istio') - (b === 'istio'))

/** kubectl's words for what this command makes itself. */
export const hand = ['apply', '--server-side', '--field-manager=hand', '-f', '-']

const serverSide = ['apply', '--server-side', '--field-manager=shop', '--force-conflicts']

/**
 * Checks an overlay by a dry run, then applies it.
 * @returns `objects` of it, how many would be `accepted`, the `mistake` that was planted and what the server said to it,
 * and how many of the stored ones `differ` from what was sent
 */
export async function applyOverlay(kubectl, name) {
  const objects = read(await kubectl(['kustomize', path(name)]))
  // A dry run stores no namespace, so those that others are in must be there.
  const spaces = objects.filter(isNamespace)
  await kubectl([...serverSide, '-f', '-'], write(spaces))
  const accepted = lines(await kubectl([...serverSide, '--dry-run=server', '-f', '-'], write(objects)))
  const refused = await plantMistakes(kubectl, objects)
  await kubectl([...serverSide, '-f', '-'], write(objects))
  const differ = await differences(kubectl, objects)
  return { objects: objects.length, accepted, ...refused, differ }
}

/** Takes it away again, for the next one. Namespaces stay: without controllers they would never be gone. */
export async function removeOverlay(kubectl, name) {
  const objects = read(await kubectl(['kustomize', path(name)])).filter((one) => !isNamespace(one))
  await kubectl(['delete', '--wait=false', '-f', '-'], write(objects))
}

/**
 * In each kind of object one field that it does not have, which is what a typo is. Each has to be refused by name.
 * @returns how many `mistakes` were tried, and which were `missed`
 */
async function plantMistakes(kubectl, objects) {
  const kinds = [...new Map(objects.filter(({ spec }) => spec).map((one) => [one.kind, one])).values()]
  const wrong = kinds.map((one) => ({ one, wrong: misspelled(one) }))
  const tried = await Promise.all(
    wrong.map(async ({ one, wrong: { object, field } }) => {
      const answer = await kubectl([...serverSide, '--dry-run=server', '-f', '-'], write([object])).catch(
        (error) => error.message,
      )
      return {
        kind: one.kind,
        field,
        answer,
        refused: answer.includes(field) && /not declared|unknown field/.test(answer),
      }
    }),
  )
  const missed = tried.filter(({ refused }) => !refused).map(({ kind, field, answer }) => ({ kind, field, answer }))
  return { mistakes: tried.length, missed }
}

/** A pod's `containers` become `containerz`; others get a field in their spec. */
function misspelled(one) {
  const object = structuredClone(one)
  const pod = object.spec.template?.spec
  if (!pod) return { object: Object.assign(object, { spec: { ...object.spec, specz: {} } }), field: 'specz' }
  pod.containerz = pod.containers
  return { object, field: 'containerz' }
}

/** `kubectl diff` ends with 1 where what is stored is not what was sent: a default or a webhook that changed it. */
async function differences(kubectl, objects) {
  const answer = await kubectl(
    ['diff', '--server-side', '--field-manager=shop', '--force-conflicts', '-f', '-'],
    write(objects),
  ).catch((error) => error.message)
  return answer.split('\n').filter((line) => line.startsWith('diff ')).length
}

export const read = (text) => parseAllDocuments(text).map((document) => document.toJS())
export const write = (objects) => objects.map((one) => `---\n${stringify(one)}`).join('')
const isNamespace = ({ kind }) => kind === 'Namespace'
const lines = (text) => text.split('\n').filter(Boolean).length
