// A page that calls before it is made, while it is sent, and in a component.
import { Suspense, use } from 'react'
import { Await } from 'react-router'

const { workOf, callOf } = globalThis

export const loader = async ({ request: { url } }) => {
  await workOf(url)
  return { url, later: callOf(url, 'later', { wait: 20 }) }
}

const parts = new Map()

/** A promise for each page, as the caches of data libraries have it. */
function partOf(url) {
  if (!parts.has(url)) parts.set(url, callOf(url, 'component', { wait: 5 }))
  return parts.get(url)
}

function Part({ url }) {
  return <p>{use(partOf(url))}</p>
}

export default function Page({ loaderData: { url, later } }) {
  return (
    <Suspense fallback="waits">
      <Await resolve={later}>{(text) => <p>{text}</p>}</Await>
      <Part url={url} />
    </Suspense>
  )
}
