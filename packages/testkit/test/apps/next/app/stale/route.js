// A cached call that Next.js repeats after a second, in the background of the request that found it stale.
export async function GET(request) {
  const n = request.nextUrl.searchParams.get('n')
  const answer = await fetch(`${process.env.UPSTREAM}/${n}/stale`, { next: { revalidate: 1 } })
  return new Response(await answer.text())
}
