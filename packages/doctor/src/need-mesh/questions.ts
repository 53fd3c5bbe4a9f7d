// The questions to answer before adopting a mesh: seven from the article, and three that ten years of meshes have added.
// The manifests answer what they can; the doctor asks the rest.
import { DoctorError, quote } from '../errors.ts'
import type { World } from '../world.ts'
import type { AnswerId, Answers } from './answers.ts'
import { derivedAnswers } from './derived-answers.ts'
import { features } from './facts.ts'

export interface Choice {
  readonly value: string
  readonly name: string
}

export interface Question {
  readonly id: AnswerId
  readonly text: string
  readonly kind: 'number' | 'choice' | 'several' | 'words' | 'boolean'
  readonly choices?: readonly Choice[]
  /** Without an answer to this question there is no recommendation. */
  readonly crucial?: boolean
  /** Never asked, because only the manifests can tell. */
  readonly derivedOnly?: boolean
  /** Derives the answer from the manifests. */
  readonly derive?: (world: World) => Answers[AnswerId] | undefined
  /** Checks an answer from a file. Throws TF806. */
  readonly read: (answer: unknown) => unknown
}

type Draft = Omit<Question, 'read' | 'derive'>

const drafts: readonly Draft[] = [
  {
    id: 'owners',
    text: 'How many engineers would own the mesh: install it, upgrade it, be on call for it?',
    kind: 'number',
    crucial: true,
  },
  { id: 'services', text: 'How many services are there?', kind: 'number', crucial: true },
  { id: 'languages', text: 'Which languages are they written in?', kind: 'words' },
  {
    id: 'experience',
    text: 'How much experience is there with running and upgrading open-source infrastructure?',
    kind: 'choice',
    choices: [
      { value: 'none', name: 'none' },
      { value: 'some', name: 'some: Kubernetes itself, databases, a CI system' },
      { value: 'much', name: 'much: control planes, custom resources, upgrades every quarter' },
    ],
  },
  {
    id: 'platform',
    text: 'Where does it run?',
    kind: 'choice',
    crucial: true,
    choices: [
      { value: 'kubernetes', name: 'Kubernetes' },
      { value: 'mixed', name: 'Kubernetes and machines' },
      { value: 'other', name: 'not on Kubernetes' },
    ],
  },
  { id: 'kubernetes', text: 'Which minor version of Kubernetes (33 for 1.33)?', kind: 'number' },
  {
    id: 'features',
    text: 'What is the mesh for?',
    kind: 'several',
    crucial: true,
    choices: Object.entries(features).map(([value, { title }]) => ({ value, name: title })),
  },
  {
    id: 'maturity',
    text: 'How mature must these features be?',
    kind: 'choice',
    choices: ['stable', 'beta', 'alpha'].map((value) => ({ value, name: value })),
  },
  { id: 'compliance', text: 'Does law, contract or policy require encryption between services?', kind: 'boolean' },
  {
    id: 'overhead',
    text: 'How much latency, CPU and memory may the mesh add?',
    kind: 'choice',
    choices: [
      { value: 'low', name: 'little: each ms or each core counts' },
      { value: 'normal', name: 'some ms and some percent are fine' },
    ],
  },
  { id: 'hostile', text: 'Which workloads need care in a mesh?', kind: 'words', derivedOnly: true },
]

export const questions: readonly Question[] = drafts.map((draft) => {
  const derive = derivedAnswers[draft.id]
  return { ...draft, ...(derive && { derive }), read: (answer) => checked(draft, answer) }
})

function checked({ id, kind, choices }: Draft, answer: unknown): unknown {
  const allowed = choices?.map(({ value }) => value)
  const refuse = (cure: string) => new DoctorError('TF806', `${quote(answer)} does not answer "${id}"`, cure)
  switch (kind) {
    case 'number':
      if (typeof answer === 'number' && Number.isInteger(answer) && answer >= 0 && answer <= 100_000) return answer
      throw refuse('give a whole number')
    case 'boolean':
      if (typeof answer === 'boolean') return answer
      throw refuse('write true or false')
    case 'choice':
      if (allowed!.includes(answer as string)) return answer
      throw refuse(`use ${allowed!.join(', ')}`)
    default: {
      const isList = Array.isArray(answer) && answer.every((word) => typeof word === 'string')
      if (isList && answer.every((word) => allowed?.includes(word) ?? true)) return answer
      throw refuse(allowed ? `give a list of ${allowed.join(', ')}` : 'give a list of words')
    }
  }
}
