// got, checking who owns the retries, if anyone does.
import got from 'got'
import { retriesOf } from './owner.js'

export async function call(url, { retries, owner }) {
  const policy = await retriesOf(owner, retries)
  const retry = {
    calculateDelay: ({ attemptCount, error }) =>
      policy.shouldRetry(error, { url, method: 'GET', retried: attemptCount - 1 }) ? 1 : 0,
  }
  const { statusCode, body } = await got(url, { retry }).catch((error) => error.response)
  return { status: statusCode, text: body }
}
