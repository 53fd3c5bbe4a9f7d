// What the app answers.
export const GET = async ({ request }) => new Response(await globalThis.workOf(request.url))
