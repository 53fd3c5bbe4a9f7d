// Calls that are redirected, made with fetch as it is and as the runtime has it, so that the two can be compared.

const stream = () =>
  new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('abc'))
      controller.close()
    },
  })

/** An upload that is passed on: 24 MB in pieces. */
const longStream = () => {
  let left = 48
  return new ReadableStream({
    pull(controller) {
      controller.enqueue(new Uint8Array(524_288))
      if (--left === 0) controller.close()
    },
  })
}

/** `IN`, `OTHER` and `OUT` are origins: inside the mesh, inside on another port, outside. A hop is a status and a place. */
export const cases = {
  'stays inside': { hops: [[302, 'IN/a']] },
  'to another port': { hops: [[302, 'OTHER/a']] },
  'inside, outside': { hops: [[302, 'OUT/a']] },
  'inside, outside, inside': {
    hops: [
      [302, 'OUT/a'],
      [302, 'IN/b'],
    ],
  },
  'inside, inside, outside': {
    hops: [
      [301, 'OTHER/a'],
      [308, 'OUT/b'],
    ],
  },
  'starts outside': { start: 'OUT', hops: [[302, 'OUT/b']] },
  'a relative place': { hops: [[302, 'a/b']] },
  'a place without a host': { hops: [[302, '/a']] },
  'a place without a scheme': { hops: [[302, '//OUTHOST/a']] },
  'a place with a fragment': { hops: [[302, 'IN/a#there']], fragment: '#here' },
  ...Object.fromEntries(
    [301, 302, 303, 307, 308].flatMap((status) => [
      [
        `POST, ${status}`,
        {
          hops: [[status, 'OTHER/a']],
          init: () => ({ method: 'POST', body: 'abc', headers: { 'content-type': 'text/x' } }),
        },
      ],
      [
        `POST of a stream, ${status}`,
        { hops: [[status, 'OTHER/a']], init: () => ({ method: 'POST', body: stream(), duplex: 'half' }) },
      ],
      [
        `Request with POST, ${status}`,
        {
          hops: [
            [status, 'OUT/a'],
            [status, 'IN/b'],
          ],
          request: () => ({ method: 'POST', body: 'abc' }),
        },
      ],
      [`PUT, ${status}`, { hops: [[status, 'OTHER/a']], init: () => ({ method: 'PUT', body: 'abc' }) }],
      [`HEAD, ${status}`, { hops: [[status, 'OTHER/a']], init: () => ({ method: 'HEAD' }) }],
    ]),
  ),
  'Request with a long stream, 307': {
    hops: [[307, 'OTHER/a']],
    request: () => ({ method: 'POST', body: longStream(), duplex: 'half' }),
  },
  'Request with 3 MB of bytes, 307': {
    hops: [[307, 'OTHER/a']],
    request: () => ({ method: 'POST', body: new Uint8Array(3_000_000) }),
  },
  // None of their headers reach the next host, where we add nothing either.
  'credentials alone, to the outside': {
    hops: [[302, 'OUT/a']],
    init: () => ({ headers: { authorization: 'Bearer secret' } }),
  },
  'the type of a body alone, to the outside': {
    hops: [[303, 'OUT/a']],
    init: () => ({ method: 'POST', body: 'abc', headers: { 'content-type': 'text/x' } }),
  },
  'a form': { hops: [[307, 'OTHER/a']], init: () => ({ method: 'POST', body: new URLSearchParams({ a: 'b' }) }) },
  bytes: { hops: [[307, 'OTHER/a']], init: () => ({ method: 'POST', body: new Uint8Array([97]) }) },
  'credentials to another origin': {
    hops: [[302, 'OTHER/a']],
    init: () => ({ headers: { authorization: 'Basic x', cookie: 'c=1', 'x-own': '1' } }),
  },
  'credentials to the same origin': { hops: [[302, 'IN/a']], init: () => ({ headers: { authorization: 'Basic x' } }) },
  'redirect: manual': { hops: [[302, 'OUT/a']], init: () => ({ redirect: 'manual' }) },
  'redirect: error': { hops: [[302, 'OUT/a']], init: () => ({ redirect: 'error' }) },
  'Request with redirect: manual': { hops: [[302, 'OUT/a']], request: () => ({ redirect: 'manual' }) },
  300: { hops: [[300, 'OTHER/a']] },
  304: { hops: [[304, 'OTHER/a']] },
  'no place': { hops: [[302, undefined]] },
  'a blank place': { hops: [[302, '']] },
  'not HTTP': { hops: [[302, 'ftp://OUTHOST/a']] },
  'not a URL': { hops: [[302, 'http://[bad/']] },
  '20 redirects': { hops: Array.from({ length: 20 }, (_, i) => [302, i % 2 ? 'IN/a' : 'OTHER/a']) },
  '25 redirects': { hops: Array.from({ length: 25 }, (_, i) => [302, i % 2 ? 'IN/a' : 'OUT/a']) },
  'own ids': { hops: [[302, 'OTHER/a']], init: () => ({ headers: { 'X-Request-Id': 'own' } }) },
  'aborted before': { hops: [[302, 'OTHER/a']], init: () => ({ signal: AbortSignal.abort(new Error('enough')) }) },
  'fetch(url, request)': {
    hops: [
      [302, 'OUT/a'],
      [302, 'IN/b'],
    ],
    second: () => ({ headers: { 'x-own': '1' } }),
  },
}

/** Makes all calls of the plan in the query, twice: `plain` with fetch as it was before our line, `ours` as it is now. */
export async function redirectCases(url, plainFetch) {
  const plan = JSON.parse(new URL(url).searchParams.get('plan') ?? '[]')
  const outcomes = {}
  for (const { name, plain, ours } of plan) {
    outcomes[name] = {
      plain: await outcomeOf(name, plain, plainFetch),
      ours: await outcomeOf(name, ours, fetch),
    }
  }
  return outcomes
}

async function outcomeOf(name, url, fetch) {
  const { init, request, second } = cases[name]
  try {
    const response = request
      ? await fetch(new Request(url, request()))
      : await fetch(url, second ? new Request(url, second()) : init?.())
    const { status, url: last, redirected } = response
    const copy = response.clone()
    return { status, url: last, redirected, body: await response.text(), again: copy.redirected }
  } catch (error) {
    return { error: error.name }
  }
}
