// Judges a signed request as AWS does: signs it again, from what has arrived and the names that the signature lists.
import { sign } from './sign.cjs'

export async function judgeSigned([call]) {
  if (call === undefined) return { right: false, text: 'call fails' }
  const [authorization = ''] = all(call, 'authorization')
  const [, list = ''] = /SignedHeaders=([^,]+)/.exec(authorization) ?? []
  const signed = list.split(';')
  const headers = Object.fromEntries(signed.map((name) => [name, all(call, name).join(',')]))
  const [date = ''] = all(call, 'x-amz-date')
  const again = await sign(call.url, headers, new Date(date.replace(/(....)(..)(..T..)(..)/, '$1-$2-$3:$4:')))
  if (again.authorization !== authorization) {
    const tracing = signed.includes('traceparent') ? ': the signed traceparent is changed' : ''
    return { right: false, text: `signature broken${tracing}` }
  }
  if (signed.includes('traceparent')) return { right: true, text: 'verifies' }
  const added = all(call, 'traceparent').length > 0
  return { right: true, text: `verifies, ${added ? 'traceparent added' : 'nothing added'}` }
}

function all({ rawHeaders }, wanted) {
  return rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1].toLowerCase() === wanted)
}
