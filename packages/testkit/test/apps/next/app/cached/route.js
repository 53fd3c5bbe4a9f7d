// A call that Next.js keeps in its data cache, the key of which counts in the headers that the call is made with.
export async function GET(request) {
  const query = request.nextUrl.searchParams
  const headers = query.has('naive') ? { 'x-request-id': request.headers.get('x-request-id') } : {}
  const answer = await fetch(`${process.env.UPSTREAM}/${query.get('n')}/cached`, { cache: 'force-cache', headers })
  return new Response(await answer.text())
}
