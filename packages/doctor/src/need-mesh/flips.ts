// Finds the answers that would change the advice.
import { plural } from '../output/summary.ts'
import type { AnswerId, Answers } from './answers.ts'
import { decide } from './decide.ts'
import { type Feature, features } from './facts.ts'
import { type Decision, featureOf } from './recommendation.ts'

/**
 * Finds what would change the advice by trying: it replaces one answer at a time with a similar one and decides again. So
 * every answer it lists does change the advice.
 */
export function flipsOf({ advice }: Decision, answers: Answers): string[] {
  const found = new Map<string, string[]>()
  for (const { id, text, value } of variants(answers)) {
    const other = decide({ ...answers, [id]: value } as Answers).advice
    if (other === advice || other === 'decide later') continue
    const key = `${id} -> ${other}`
    found.set(key, [...(found.get(key) ?? []), text])
  }
  const flips = [...found].map(([key, texts]) => `${phrase(texts)}: ${key.split(' -> ')[1]}`)
  if (flips.length > 0) return flips
  return [advice === 'decide later' ? 'Answers to the questions above.' : 'No single other answer.']
}

interface Variant {
  readonly id: AnswerId
  readonly value: unknown
  readonly text: string
}

function variants(answers: Answers): Variant[] {
  const { features: wanted = [], owners, services, experience, platform, compliance, overhead } = answers
  const all: (Variant | false)[] = [
    ...[0, 1, 3].map(
      (value) =>
        owners !== undefined && owners !== value && { id: 'owners' as const, value, text: plural(value, 'owner') },
    ),
    services !== undefined && services <= 5 && { id: 'services', value: 6, text: 'more than 5 services' },
    services !== undefined && services > 5 && { id: 'services', value: 5, text: '5 services or fewer' },
    ...(['none', 'much'] as const).map(
      (value) => experience !== value && { id: 'experience' as const, value, text: `experience: ${value}` },
    ),
    ...(['kubernetes', 'other'] as const).map(
      (value) =>
        platform !== undefined && platform !== value && { id: 'platform' as const, value, text: `platform: ${value}` },
    ),
    { id: 'compliance', value: !compliance, text: compliance ? 'encryption not required' : 'encryption required' },
    {
      id: 'overhead',
      value: overhead === 'low' ? 'normal' : 'low',
      text: overhead === 'low' ? 'normal overhead' : 'low overhead',
    },
    ...(Object.keys(features) as Feature[]).map((feature) => {
      const has = wanted.includes(feature)
      const value = has ? wanted.filter((one) => one !== feature) : [...wanted, feature]
      return { id: 'features' as const, value, text: `${has ? 'without' : 'also'} ${featureOf(feature).title}` }
    }),
  ]
  return all.filter((one) => one !== false)
}

/** `also a, b or c` */
function phrase(texts: readonly string[]): string {
  const also = texts.filter((text) => text.startsWith('also ')).map((text) => text.slice(5))
  const rest = texts.filter((text) => !text.startsWith('also '))
  const parts = [...rest, ...(also.length > 0 ? [`also ${also.join(' or ')}`] : [])]
  return parts.join('; or ')
}
