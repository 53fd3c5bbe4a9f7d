// A page with a server function, a part that comes while it is sent, and a component that calls.
import { Await, createFileRoute } from '@tanstack/react-router'
import { createServerFn } from '@tanstack/react-start'
import { Suspense, use } from 'react'

const { workOf, callOf } = globalThis

const work = createServerFn().handler(async () => {
  const { getRequest } = await import('@tanstack/react-start/server')
  const { url } = getRequest()
  return { url, now: await workOf(url), later: callOf(url, 'later', { wait: 20 }) }
})

const parts = new Map()

/** A promise for each page, as the caches of data libraries have it. */
function partOf(url) {
  if (!parts.has(url)) parts.set(url, callOf(url, 'component', { wait: 5 }))
  return parts.get(url)
}

function Part({ url }) {
  return <p>{use(partOf(url))}</p>
}

export const Route = createFileRoute('/page')({ component: Page, loader: () => work() })

function Page() {
  const { url, later } = Route.useLoaderData()
  return (
    <Suspense fallback="waits">
      <Await promise={later}>{(text) => <p>{text}</p>}</Await>
      <Part url={url} />
    </Suspense>
  )
}
