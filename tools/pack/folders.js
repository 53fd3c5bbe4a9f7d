// The fresh folders of strangers, and the part of our pages that fills each. A NEW ONE IS ONE ENTRY HERE.
// `parts` are headings of the page, all of it without them; `node` is the oldest line that the framework takes.

export const folders = [
  { name: 'express-jest', about: 'Express, CommonJS, Jest', page: 'docs/recipes/tests.md', parts: ['Jest'] },
  {
    name: 'express-vitest',
    about: 'Express, TypeScript in ES modules, Vitest',
    page: 'docs/recipes/tests.md',
    parts: ['Vitest'],
  },
  { name: 'fastify', about: 'Fastify, node:test', page: 'docs/start/fastify.md' },
  { name: 'nest', about: 'Nest 12, ts-jest', page: 'docs/start/nest.md', node: '24' },
  { name: 'next', about: 'Next.js 16, standalone, in another folder', page: 'docs/recipes/next.md' },
  { name: 'nuxt', about: 'Nuxt 4, .output in another folder', page: 'docs/recipes/nuxt.md', node: '24' },
  {
    name: 'yarn-pnp',
    about: "Yarn 4 workspaces with Plug'n'Play",
    page: 'docs/recipes/monorepos.md',
    parts: ['The packages', 'Yarn'],
  },
  { name: 'pnpm', about: 'pnpm workspace', page: 'docs/recipes/monorepos.md', parts: ['The packages', 'pnpm'] },
]
