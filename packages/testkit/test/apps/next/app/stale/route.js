// A cached call that Next.js makes anew after a second: behind the back of the request that found it stale.
export async function GET(request) {
  const n = request.nextUrl.searchParams.get('n')
  const answer = await fetch(`${process.env.UPSTREAM}/${n}/stale`, { next: { revalidate: 1 } })
  return new Response(await answer.text())
}
