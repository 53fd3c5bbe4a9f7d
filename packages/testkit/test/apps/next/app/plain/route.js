// Two calls that Next.js does not cache.
export async function GET(request) {
  const url = `${process.env.UPSTREAM}/${request.nextUrl.searchParams.get('n')}/plain`
  const answers = await Promise.all([fetch(url), fetch(url)])
  return new Response((await Promise.all(answers.map((answer) => answer.text()))).join())
}
