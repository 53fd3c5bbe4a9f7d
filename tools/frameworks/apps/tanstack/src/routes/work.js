// What the app answers.
import { createFileRoute } from '@tanstack/react-router'

export const Route = createFileRoute('/work')({
  server: { handlers: { GET: async ({ request }) => new Response(await globalThis.workOf(request.url)) } },
})
