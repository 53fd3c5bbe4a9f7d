// Requests at random moments, so that some are alone and some are not, as in a mesh that is in use. A program of its own in the
// pod `client`: `node random-load.js '<job as JSON>'`. Prints how many failed, and what the first of them met.
import { setTimeout as sleep } from 'node:timers/promises'

const { url, requests, perSecond } = JSON.parse(process.argv[2])
const answers = []
for (let i = 0; i < requests; i++) {
  answers.push(get())
  await sleep((-Math.log(Math.random()) * 1000) / perSecond)
}
const failures = (await Promise.all(answers)).filter(Boolean)
console.log(JSON.stringify({ failed: failures.length, first: failures[0] }))

async function get() {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(30_000) })
    const text = await answer.text()
    return answer.ok ? undefined : `${answer.status} ${text}`
  } catch (error) {
    return error.message
  }
}
