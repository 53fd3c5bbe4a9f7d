// Keeps this many callers busy with POST requests until told to stop, and counts what they got.
import { Pool } from 'undici'

const body = 'x'.repeat(2000)

/** @returns `stop()`, which resolves with `{ total, failed, answers }`: how often each status or error came */
export function startLoad(url, { callers = 20, pause = 0 } = {}) {
  const pool = new Pool(url, { connections: callers })
  const counts = { total: 0, failed: 0, answers: {} }
  let on = true
  const done = Promise.all(Array.from({ length: callers }, call))
  return {
    counts,
    async stop() {
      on = false
      await done
      await pool.close()
      return counts
    },
  }

  async function call() {
    while (on) {
      const answer = await once()
      counts.total++
      counts.answers[answer] = (counts.answers[answer] ?? 0) + 1
      if (answer !== 200) counts.failed++
      if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause))
    }
  }

  async function once() {
    try {
      const { statusCode, body: answer } = await pool.request({
        path: '/',
        method: 'POST',
        body,
        headersTimeout: 30_000,
      })
      await answer.dump()
      return statusCode
    } catch (error) {
      return error.code ?? error.name
    }
  }
}

/** "12 of 3,456 requests failed". */
export const failures = ({ failed, total }) => `${number(failed)} of ${number(total)} requests failed`
export const number = (n) => n.toLocaleString('en-US')
