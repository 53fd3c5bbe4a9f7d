// Judges several handlers of one row, each by itself, and calls of built-in fetch.
import { all, judgeIds } from './judge.js'

/**
 * `handlers` has what each is to be called in the table, `each` how the calls of one are judged.
 * @param {any[]} calls
 * @param {{ handlers: Record<string, string>, requests: number, failures?: number | ((handler: string) => number), each?: (calls: any[], row: any) => any }} row
 */
export function judgeAll(calls, { handlers, requests, failures = 0, each = judgeIds }) {
  const verdicts = Object.entries(handlers).map(([label, handler]) => {
    const own = calls.filter(({ url }) => url.split('/')[1] === handler)
    const times = typeof failures === 'function' ? failures(handler) : failures
    return { label, ...each(own, { requests, failures: times }) }
  })
  const wrong = verdicts.filter(({ right }) => right === false)
  if (wrong.length === 0) return { right: true, text: 'right' }
  const [{ text }] = wrong
  const alike = wrong.length === verdicts.length && wrong.every((one) => one.text === text)
  return { right: false, text: alike ? text : wrong.map((one) => `${one.label}: ${one.text}`).join('; ') }
}

/** What the library told the app's own interceptor, below the retries. */
export function judgeSeen(calls, row) {
  const seen = calls.map(({ url, rawHeaders }) => {
    const [id] = all({ rawHeaders }, 'x-seen')
    return { url, rawHeaders: id === 'nobody' ? [] : ['x-b3-traceid', id] }
  })
  return judgeIds(seen, row)
}

/** Whole, with the ids of its request, the app's own x-request-id where it has one, and no npm undici loaded for it. */
export function judgeBuiltIn(calls, row) {
  const broken = calls.find((call) => problemOf(call) !== undefined)
  return broken === undefined ? judgeIds(calls, row) : { right: false, text: problemOf(broken) }
}

/** Only whether the call goes out as the app wrote it, and the library leaves npm undici alone. */
export function judgeLength([call]) {
  if (call !== undefined && isLoaded(call)) return { right: false, text: 'loads npm undici' }
  const whole = call?.body === 'earl' && all(call, 'content-length').join() === '4'
  return whole ? { right: true, text: 'right' } : { right: false, text: 'call fails' }
}

/** The same, as a figure: it is undici's fault, not a contender's. */
export function tellLength([call]) {
  return { text: call === undefined ? 'call fails' : 'right' }
}

/** The headers that were there before, and the ids. */
export function judgePlain(calls, row) {
  const changed = calls.find((call) => all(call, 'x-a').join() !== '1' || all(call, 'host').join() !== 'orders')
  if (changed === undefined) return judgeIds(calls, row)
  const numbers = changed.rawHeaders.filter((name, i) => i % 2 === 0 && /^\d+$/.test(name))
  return { right: false, text: numbers.length > 0 ? `corrupted: headers named ${numbers.join(', ')}` : 'corrupted' }
}

function problemOf(call) {
  if (isLoaded(call)) return 'loads npm undici'
  const [, handler] = call.url.split('/')
  if (handler !== 'built-in-get' && call.body !== 'earl') return 'the body is lost'
  const own = handler === 'built-in-own' && all(call, 'x-request-id').join() !== 'of-the-app'
  return own ? "the caller's x-request-id is changed" : undefined
}

function isLoaded(call) {
  return all(call, 'x-npm-undici').includes('loaded')
}
