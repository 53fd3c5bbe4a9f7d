// The same answers always give the same advice: each case is a file of answers and the text that comes out.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { askQuestion } from '../src/need-mesh/ask-question.ts'
import { questions } from '../src/need-mesh/questions.ts'
import { doctor, folderOf } from './helpers/doctor.ts'

const folder = fileURLToPath(new URL('need-mesh/', import.meta.url))
const cases = readdirSync(folder).filter((name) => name.endsWith('.yaml'))

test.each(cases)('%s', async (name) => {
  const { code, stdout } = await doctor('need-mesh', '--answers', join(folder, name))
  expect(code).toBe(0)
  await expect(stdout).toMatchFileSnapshot(join(folder, name.replace('.yaml', '.txt')))
})

test('every recommendation is among the cases, and each says what would flip it', async () => {
  const all = await Promise.all(cases.map((name) => doctor('need-mesh', '--json', '-a', join(folder, name))))
  const results = all.map(({ stdout }) => JSON.parse(stdout))
  expect([...new Set(results.map(({ advice }) => advice))].sort()).toEqual(
    ['Istio sidecar', 'Linkerd', 'ambient/L4', 'decide later', 'library only', 'none'].sort(),
  )
  for (const { reasons, flips } of results) expect([reasons.length > 0, flips.length > 0]).toEqual([true, true])
  for (const { reasons } of results) {
    for (const { fact } of reasons)
      if (fact)
        expect(fact).toMatchObject({
          source: expect.stringMatching(/./),
          checked: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
        })
  }
})

test('answers that manifests hold are taken from them, and a file overrules', async () => {
  const manifest = fileURLToPath(new URL('planted/shop.yaml', import.meta.url))
  const { answers, origins, advice } = JSON.parse((await doctor('need-mesh', manifest, '--json')).stdout)
  expect(answers).toMatchObject({ services: 2, platform: 'kubernetes' })
  expect(origins).toMatchObject({ services: 'manifests', platform: 'manifests' })
  expect(answers.hostile).toEqual(["Deployment orders runs as 1337, the sidecar's user"])
  expect(advice).toBe('decide later')

  const file = join(folderOf({ 'answers.yaml': 'services: 40\nowners: 1\nfeatures: [canary]\n' }), 'answers.yaml')
  const given = JSON.parse((await doctor('need-mesh', manifest, '--answers', file, '--json')).stdout)
  expect([given.advice, given.answers.services, given.origins.services]).toEqual(['Linkerd', 40, 'answers'])
})

test('on a terminal it asks, and what is chosen is an answer that a file could give', async () => {
  const typed: Record<string, string> = {
    owners: '2\n',
    languages: 'Go, JavaScript\n',
    experience: '\n',
    features: ' \n',
    compliance: 'y\n',
  }
  for (const question of questions.filter(({ id }) => id in typed)) {
    const stdin = new PassThrough()
    const stderr = new PassThrough()
    stderr.resume()
    const answer = askQuestion(question, stdin as unknown as NodeJS.ReadStream, stderr as unknown as NodeJS.WriteStream)
    setTimeout(() => stdin.write(typed[question.id]), 50)
    expect(question.read(await answer)).toEqual(
      { owners: 2, languages: ['Go', 'JavaScript'], experience: 'none', features: ['ingress-tls'], compliance: true }[
        question.id as 'owners'
      ],
    )
  }
})

test('answers that do not fit are refused', async () => {
  const wrong = [
    'servces: 3',
    'services: many',
    'experience: lots',
    'features: [teleport]',
    'compliance: perhaps',
    '- 1',
    'a: [',
  ]
  for (const text of wrong) {
    const file = join(folderOf({ 'answers.yaml': text }), 'answers.yaml')
    const { code, stderr } = await doctor('need-mesh', '--answers', file)
    expect([text, code, stderr.slice(0, 6)]).toEqual([text, 2, 'TF806:'])
  }
})
