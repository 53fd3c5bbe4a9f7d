// A call that Next.js keeps in its data cache, whose key includes the headers of the call.
export async function GET(request) {
  const query = request.nextUrl.searchParams
  const headers = query.has('naive') ? { 'x-request-id': request.headers.get('x-request-id') } : {}
  const answer = await fetch(`${process.env.UPSTREAM}/${query.get('n')}/cached`, { cache: 'force-cache', headers })
  return new Response(await answer.text())
}
