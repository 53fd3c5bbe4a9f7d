// What the app answers.
export const loader = async ({ request }) => new Response(await globalThis.workOf(request.url))
