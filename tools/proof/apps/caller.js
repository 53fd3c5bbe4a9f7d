// An app that calls another through its sidecar from its first moment on, until 20 calls in a row went well.
import { awaitSidecar } from '@traceferry/sidecar'

const { url, pause = 100, code = false, most = 300 } = JSON.parse(process.env.PROOF ?? '')

if (code) await awaitSidecar()

console.error('calling') // so that others can see when it began
const counts = { total: 0, failed: 0, errors: {} }
for (let well = 0; well < 20 && counts.total < most; ) {
  const error = await call()
  counts.total++
  well = error === undefined ? well + 1 : 0
  if (error === undefined) continue
  counts.failed++
  counts.errors[error] = (counts.errors[error] ?? 0) + 1
  await new Promise((resolve) => setTimeout(resolve, pause))
}
console.log(JSON.stringify(counts))

async function call() {
  try {
    const answer = await fetch(url, { method: 'POST', body: 'x' })
    await answer.text()
    return answer.ok ? undefined : `HTTP ${answer.status}`
  } catch (error) {
    return error.cause?.code ?? error.name
  }
}
