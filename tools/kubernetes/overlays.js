// Every overlay through the API server: refused where it is wrong, stored as it was sent where it is right.
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseAllDocuments } from 'yaml'

const path = (name) => fileURLToPath(new URL(`../../examples/kubernetes/overlays/${name}`, import.meta.url))

/** Istio's own comes last: what is stored in the end is the mesh that is then started. */
export const overlays = readdirSync(path('.')).sort((a, b) => Number(a === 'istio') - Number(b === 'istio'))

/** kubectl's words for what this command makes itself. */
export const hand = ['apply', '--server-side', '--field-manager=hand', '-f', '-']

const serverSide = ['apply', '--server-side', '--field-manager=shop', '--force-conflicts']

/**
 * Checks an overlay by a dry run, then applies it.
 * @returns numbers: `objects` of it, how many of them a dry run `accepted`, `mistakes` that were planted, and how many
 * of the objects `differ` from what was sent when they are stored; the mistakes that were `missed`, and `refusal`: what
 * the server says to an overlay that it does not take
 */
export async function applyOverlay(kubectl, name) {
  let objects = []
  try {
    objects = read(await kubectl(['kustomize', path(name)]))
    return { objects: objects.length, ...(await apply(kubectl, objects)) }
  } catch ({ message }) {
    return { objects: objects.length, accepted: 0, mistakes: 0, missed: [], differ: 0, refusal: message }
  }
}

async function apply(kubectl, objects) {
  // A dry run stores no namespace, so those that others are in must be there.
  const spaces = objects.filter(isNamespace)
  await kubectl([...serverSide, '-f', '-'], write(spaces))
  const accepted = lines(await kubectl([...serverSide, '--dry-run=server', '-f', '-'], write(objects)))
  const refused = await plantMistakes(kubectl, objects)
  await kubectl([...serverSide, '-f', '-'], write(objects))
  const differ = await differences(kubectl, objects)
  return { accepted, ...refused, differ }
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

/** How many are stored otherwise than they were sent: a field is gone, or a webhook has changed it. Defaults may be added. */
async function differences(kubectl, objects) {
  const { items } = JSON.parse(await kubectl(['get', '--output=json', '-f', '-'], write(objects)))
  const stored = new Map(items.map((one) => [idOf(one), one]))
  return objects.filter((one) => !holds(stored.get(idOf(one)), one)).length
}

function holds(stored, sent) {
  if (Array.isArray(sent)) return stored?.length === sent.length && sent.every((one, n) => holds(stored[n], one))
  if (typeof sent !== 'object' || sent === null) return stored === sent
  return Object.entries(sent).every(([key, value]) => holds(stored?.[key], value))
}

const idOf = ({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`
export const read = (text) => parseAllDocuments(text).map((document) => document.toJS())
/** JSON is YAML, too. As YAML of 1.2 it would not do: kubectl reads an unquoted y as true. */
export const write = (objects) => objects.map((one) => `---\n${JSON.stringify(one)}\n`).join('')
const isNamespace = ({ kind }) => kind === 'Namespace'
const lines = (text) => text.split('\n').filter(Boolean).length
