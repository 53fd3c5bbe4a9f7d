// A comment or an annotation suppresses the rules that it names. A typo suppresses nothing, and ends with 2.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { doctor, folderOf } from './helpers/doctor.ts'

/** A Service with one port that declares no protocol: TF201. */
const service = (lines: string, annotation?: string) => `apiVersion: v1
kind: Service
metadata: { name: s, namespace: x${annotation === undefined ? '' : `, annotations: { traceferry.dev/ignore: ${annotation} }`} }
spec:
  selector: { app: s }
  ports:
${lines}`

async function run(text: string) {
  const { stdout, stderr, code } = await doctor(
    join(folderOf({ 'x.yaml': text }), 'x.yaml'),
    '--mesh',
    'istio',
    '--format',
    'json',
  )
  const { findings, summary, problems } = JSON.parse(stdout)
  return { ids: findings.map(({ id }: { id: string }) => id), suppressed: summary.suppressed, problems, stderr, code }
}

test.each([
  'TF201',
  'tf201',
  'TF202, TF201',
  'TF202 tf201',
  '',
  'TF201 -- the vendor',
  '-- the vendor',
  'TF201 the vendor does so',
])('%j suppresses', async (ids) => {
  for (const text of [
    service(`    # traceferry-disable-next-line ${ids}\n    - port: 9000\n`),
    service(`    - port: 9000 # traceferry-disable-line ${ids}\n`),
    service(`    - port: 9000\n# traceferry-disable ${ids}\n`),
    service('    - port: 9000\n', JSON.stringify(ids)),
  ])
    expect(await run(text)).toMatchObject({ ids: [], suppressed: 1, problems: [], stderr: '', code: 0 })
})

test.each(['TF9999', 'TF-201', 'TF20l', 'T201', 'all', 'true', 'TF201x', 'because of the vendor'])(
  '%j is no rule: nothing is suppressed, and it is an error',
  async (ids) => {
    for (const text of [
      service(`    # traceferry-disable-next-line ${ids}\n    - port: 9000\n`),
      service(`    - port: 9000 # traceferry-disable-line ${ids}\n`),
      service(`    - port: 9000\n# traceferry-disable ${ids}\n`),
      service('    - port: 9000\n', JSON.stringify(ids)),
    ]) {
      const { stderr, ...rest } = await run(text)
      expect(rest).toMatchObject({ ids: ['TF201'], suppressed: 0, code: 2 })
      expect(stderr).toMatch(/^TF804: \S+x\.yaml:\d+:\d+: no rule ".+" to suppress; name rules as/)
    }
  },
)

test('a known id beside an unknown one counts, and the unknown one is still an error', async () => {
  const text = service('    - port: 9000 # traceferry-disable-line TF201, TF2O2\n')
  expect(await run(text)).toMatchObject({ ids: [], suppressed: 1, code: 2, problems: [{ code: 'TF804' }] })
})

test('only a comment is a comment', async () => {
  const none = [
    service('    - port: 9000\n').replace('name: s,', 'name: s, labels: { a: "see # traceferry-disable TF201" },'),
    service("    - port: 9000\n      x: '# traceferry-disable-line TF201'\n"),
    service('    - port: 9000\n      x: "a\n        # traceferry-disable TF201"\n'),
    service('    - port: 9000\n      x: a#traceferry-disable TF201\n'),
  ]
  for (const text of none)
    expect([text, await run(text)]).toEqual([text, expect.objectContaining({ ids: ['TF201'], code: 0 })])
})

test('a comment in a config file inside a ConfigMap, and in one by itself', async () => {
  const conf = 'protected-mode yes\n# traceferry-disable-next-line TF103\nbind 127.0.0.1\n'
  const map = `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c }\ndata:\n  redis.conf: |\n${conf.replace(/^(?=.)/gm, '    ')}`
  expect(await run(map)).toMatchObject({ ids: [], suppressed: 1, code: 0 })
  const { stdout } = await doctor(
    join(folderOf({ 'redis.conf': conf }), 'redis.conf'),
    '--mesh',
    'istio',
    '--format',
    'json',
  )
  expect(JSON.parse(stdout).summary).toMatchObject({ errors: 0, suppressed: 1 })
})

test('lines that end as on Windows', async () => {
  const text = service('    # traceferry-disable-next-line TF201\n    - port: 9000\n').replaceAll('\n', '\r\n')
  expect(await run(text)).toMatchObject({ ids: [], suppressed: 1, code: 0 })
})
