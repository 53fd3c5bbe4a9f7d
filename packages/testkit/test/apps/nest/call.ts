import { setTimeout as sleep } from 'node:timers/promises'

/** As much as both platforms have in common of a request. */
export interface Incoming {
  url: string
}

export const upstream = process.env.UPSTREAM as string

/** A call that names the request and the place it is made from, after a while, so that requests overlap. */
export async function call(request: Incoming, place: string): Promise<void> {
  await sleep(Math.random() * 10)
  const answer = await fetch(`${upstream}/${numberOf(request)}/${place}`)
  await answer.text()
}

export function numberOf(request: Incoming): string {
  return request.url.split('/')[2] as string
}
