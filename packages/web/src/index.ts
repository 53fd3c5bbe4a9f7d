/**
 * traceferry for web Request handlers on Node.js, Bun, Deno and Workers: Bun.serve, Deno.serve, Cloudflare Workers, Azure
 * Functions, Next.js, SvelteKit, Astro, React Router, TanStack Start, Hono, H3, Elysia.
 * @module
 */

/** What an app needs from core, so that it does not have to install core too. */
export * from '@traceferry/core'
export type { Middleware } from './middleware.ts'
export { type Handler, traceferry } from './traceferry.ts'
