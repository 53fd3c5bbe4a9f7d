// What the app answers.
export const prerender = false
export const GET = async ({ request }) => new Response(await globalThis.workOf(request.url))
