// One call, no retries.
export async function call(url, { n = '' }) {
  const response = await fetch(url, { headers: { 'x-n': n } })
  return { status: response.status, text: await response.text() }
}
