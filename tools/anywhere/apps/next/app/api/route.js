import http from 'node:http'

export const dynamic = 'force-dynamic'

export async function GET(request) {
  const { searchParams } = new URL(request.url)
  const url = `${process.env.ORDERS_URL}/${searchParams.get('n')}`
  await new Promise((resolve, reject) =>
    http.get(url, (answer) => answer.resume().on('end', resolve)).on('error', reject),
  )
  return new Response(await (await fetch(url)).text())
}
