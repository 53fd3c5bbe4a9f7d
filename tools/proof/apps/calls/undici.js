// undici's RetryAgent, checking who owns the retries, if anyone does.
import { Agent, RetryAgent, request } from 'undici'
import { retriesOf } from './owner.js'

export async function call(url, { retries, owner }) {
  const policy = await retriesOf(owner, retries)
  const dispatcher = new RetryAgent(new Agent(), {
    retry(error, { state, opts }, done) {
      const call = { url: opts.origin, method: opts.method, retried: state.counter - 1 }
      if (policy.shouldRetry(error, call)) setTimeout(done, 1)
      else done(error)
    },
  })
  const { statusCode, body } = await request(url, { dispatcher }).catch((error) => error)
  await body?.dump?.()
  await dispatcher.close()
  return { status: statusCode, text: '' }
}
