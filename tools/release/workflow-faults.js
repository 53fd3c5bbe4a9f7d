// The rules of this repository for its workflows, each with what it keeps out. zizmor and actionlint know the rest.
import { parse } from 'yaml'

const PINNED = /^\s*-? *uses: [\w./-]+@[\da-f]{40} # v\d+\.\d+\.\d+$/
// All that the job with the right to publish may run, and where it has the digest from.
const PUBLISHES = {
  'release.yml publish': 'node tools/release/publish.js release --digest "$DIGEST"',
  'release.yml image': 'node tools/release/push-image.js release --digest "$DIGEST"',
}
const DIGEST = /^\$\{\{ needs\.build\.outputs\.digest \}\}$/
const WRITES = {
  'release.yml publish': ['id-token'],
  'release.yml image': ['packages', 'id-token', 'attestations'],
  'codeql.yml analyze': ['security-events'],
  'scorecard.yml scorecard': ['security-events'],
}

/** What is wrong with a workflow: `file` is its name, `text` what stands in it. */
export function workflowFaults(file, text) {
  const { permissions, jobs } = parse(text)
  const least = JSON.stringify(permissions) === '{"contents":"read"}'
  return [
    ...text
      .split('\n')
      .filter((line) => /^\s*-? *uses:/.test(line) && !PINNED.test(line))
      .map((line) => `not pinned to a commit, with its version behind it: ${line.trim()}`),
    // However it is written: quoted, or in braces, where no line is seen.
    ...Object.values(jobs)
      .flatMap(({ uses, steps = [] }) => [uses, ...steps.map((step) => step.uses)])
      .filter((used) => used !== undefined && !/^[\w./-]+@[\da-f]{40}$/.test(used))
      .map((used) => `not pinned to a commit: ${used}`),
    ...(least ? [] : [`its permissions are not contents: read, but ${JSON.stringify(permissions)}`]),
    ...Object.entries(jobs).flatMap(([name, job]) => jobFaults(`${file} ${name}`, job)),
  ]
}

function jobFaults(name, { permissions = {}, environment, steps = [], uses, secrets }) {
  const writes =
    permissions === 'write-all' ? ['all'] : Object.keys(permissions).filter((one) => permissions[one] === 'write')
  return [
    ...(writes.join() === (WRITES[name] ?? []).join() ? [] : [`${name} may write ${writes.join() || 'nothing'}`]),
    ...(uses === undefined && secrets === undefined ? [] : [`${name} runs a workflow from a third party`]),
    ...steps
      .filter(({ uses = '', with: options = {} }) => /checkout@/.test(uses) && options['persist-credentials'] !== false)
      .map(() => `${name} leaves the token of the checkout in a file`),
    ...(permissions['id-token'] === 'write' ? publishFaults(name, environment, steps) : []),
  ]
}

/** The job that npm trusts: any code that runs in it can publish. */
function publishFaults(name, environment, steps) {
  const commands = steps.filter(({ run }) => run !== undefined)
  const actions = steps.flatMap(({ uses }) => uses?.split('@')[0] ?? [])
  return [
    ...(environment === undefined ? [`${name} has no protected environment`] : []),
    ...commands.flatMap(({ run }) => (run === PUBLISHES[name] ? [] : [`${name} can publish, and runs ${run}`])),
    ...(commands.some(({ env }) => DIGEST.test(env?.DIGEST)) ? [] : [`${name} has no digest of the build job`]),
    ...actions
      .filter((action) => !/^actions\/(checkout|setup-node|download-artifact|attest)$/.test(action))
      .map((action) => `${name} can publish, and runs ${action}`),
    ...steps
      .filter(
        ({ uses = '', with: options = {} }) => /setup-node@/.test(uses) && options['package-manager-cache'] !== false,
      )
      .map(() => `${name} can publish, and takes what an earlier run left in a cache`),
  ]
}
