// What the page shows: at once, by SvelteKit's own fetch, and while it is sent.
export const load = async ({ url, fetch }) => {
  const { workOf, callOf } = globalThis
  return {
    url: url.href,
    now: await workOf(url.href),
    own: await callOf(url, 'own', { fetch }),
    later: callOf(url, 'later', { wait: 20 }),
  }
}
