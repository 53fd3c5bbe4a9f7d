import http from 'node:http'

export default defineEventHandler(async (event) => {
  const url = `${process.env.ORDERS_URL}/${getQuery(event).n}`
  await new Promise((resolve, reject) =>
    http.get(url, (answer) => answer.resume().on('end', resolve)).on('error', reject),
  )
  return $fetch(url)
})
