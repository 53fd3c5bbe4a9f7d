// Servers whose build makes a folder that is copied into an image. A NEW ONE IS ONE ENTRY HERE, and its app a folder of `apps`.
// `page` has the files that our documentation says to add; the server listens on PORT and HOST or HOSTNAME.
export const apps = [
  {
    name: 'next',
    about: "Next.js, output: 'standalone'",
    page: 'docs/recipes/next.md',
    output: '.next/standalone',
    start: 'server.js',
    path: '/api',
  },
  {
    name: 'nuxt',
    about: 'Nuxt, .output',
    page: 'docs/recipes/nuxt.md',
    output: '.output',
    start: 'server/index.mjs',
    path: '/api',
    node: '24',
  },
]
