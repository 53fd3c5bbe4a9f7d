// The carrier for JMS, also over STOMP.
import type { Pair } from '@traceferry/core/internal'
import { type Carrier, captureRecord, forwardInto } from './carrier.ts'

/**
 * JMS properties, also over STOMP. JMS forbids hyphens in names, so B3 goes in its single form, and without the parent:
 * the one place where a format is rewritten (openzipkin/b3-propagation). Other names with hyphens are not forwarded.
 *
 * @example
 * client.publish({ destination: '/queue/orders', headers: jms.forward() })
 * client.subscribe('/queue/orders', (message) => run(jms.capture(message.headers), () => handle(message)))
 */
export const jms: Carrier = {
  forward: (properties, options) =>
    forwardInto(properties, options, (copy, pairs) => {
      for (const [name, value] of withSingleB3(pairs)) if (/^[a-z_$][a-z0-9_$]*$/.test(name)) copy[name] = value
    }),
  capture: (properties, policy) => captureRecord(properties, policy, textOnly),
}

function textOnly(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function withSingleB3(pairs: readonly Pair[]): Pair[] {
  const value = (name: string) => pairs.find(([n]) => n === name)?.[1]
  const single = value('b3')
  const [traceId, spanId] = [value('x-b3-traceid'), value('x-b3-spanid')]
  const sampled = value('x-b3-flags') === '1' ? 'd' : decision(value('x-b3-sampled'))
  const others = pairs.filter(([name]) => name !== 'b3' && !name.startsWith('x-b3-'))
  if (single !== undefined) return [...others, ['b3', withoutParent(single)]]
  if (traceId === undefined || spanId === undefined)
    return sampled === undefined ? others : [...others, ['b3', sampled]]
  return [...others, ['b3', sampled === undefined ? `${traceId}-${spanId}` : `${traceId}-${spanId}-${sampled}`]]
}

function decision(sampled: string | undefined): string | undefined {
  if (sampled === undefined) return undefined
  return sampled === '1' || sampled === 'true' ? '1' : '0'
}

function withoutParent(single: string): string {
  return single.split('-').slice(0, 3).join('-')
}
