// The frameworks that are started for real, with the packages that each needs. A NEW FRAMEWORK IS A FILE IN apps AND A LINE HERE.

import { keyOf } from './installed.js'

const query = ({ n, client }) => encodeURIComponent(`{ work(n: "${n}", client: "${client}") }`)
const graphql = (one) => `/graphql?query=${query(one)}`
const json = (value) => encodeURIComponent(JSON.stringify(value))

const elysia = {
  elysia: '1.4.30',
  '@sinclair/typebox': '0.34.52',
  'openapi-types': '12.1.3',
  'file-type': '21.3.4',
}

/** A registry of packages asks another one for those that it has not: one call for each of `package-1`, `package-2`, ... */
const registry = {
  path: ({ n, client }) => `/package-${n}-${client}`,
  callsEach: 1,
  asked: ({ url }) => {
    const [, n, client] = /package-(\d+)-(.+)/.exec(decodeURIComponent(url)) ?? []
    return { n, client }
  },
  answer: (request, response) => {
    const name = request.url.slice(1)
    const version = {
      name,
      version: '1.0.0',
      dist: { tarball: `http://${request.headers.host}/${name}.tgz`, shasum: '0' },
    }
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ name, 'dist-tags': { latest: '1.0.0' }, versions: { '1.0.0': version } }))
  },
}

/**
 * @typedef {object} Framework
 * @property {string} name
 * @property {string} file the app, in the folder `apps`
 * @property {Record<string, string>} packages what is installed, each with its exact version
 * @property {Record<string, string>} [overrides] of packages that these depend on
 * @property {string} line what a user writes
 * @property {string} [key] its name on the command line, where it is not that of its file
 * @property {string[]} [args] of the app
 * @property {'bun'} [runtime]
 * @property {string} [node] the line of Node.js, where it is not 20
 * @property {boolean} [register] nothing is written, and the register package is loaded
 * @property {string[]} [build] the program that builds the app, with its arguments
 * @property {string[]} [clients] by which calls are made
 * @property {(one: { n: string, client: string }) => string} [path] how a request is asked for, if not by `/work?n=1&client=fetch`
 * @property {number} [callsEach] how many calls a request makes, if not 4
 * @property {(call: { url: string }) => { n?: string, client?: string }} [asked] whose a call is, where the app that makes it is not ours
 * @property {(request: any, response: any) => void} [answer] what the upstream answers
 */

/** @type {Framework} */
const sveltekit = {
  name: 'SvelteKit 3, on Node.js 24',
  file: 'sveltekit/serve.mjs',
  packages: {
    '@sveltejs/kit': '3.2.0',
    '@sveltejs/adapter-node': '6.0.1',
    '@sveltejs/vite-plugin-svelte': '7.3.1',
    svelte: '5.57.3',
    vite: '8.4.0',
  },
  node: '24',
  build: ['vite', 'build'],
  line: 'export const handle = traceferry() of @traceferry/web',
}

/** @type {Framework} */
const astro = {
  name: 'Astro 7, on Node.js 24',
  file: 'astro/serve.mjs',
  packages: { astro: '7.3.5', '@astrojs/node': '11.1.6' },
  node: '24',
  build: ['astro', 'build'],
  line: 'export const onRequest = traceferry() of @traceferry/web',
}

/** @type {Framework} */
const reactRouter = {
  name: 'React Router 8, on Node.js 24',
  file: 'react-router/serve.mjs',
  packages: {
    'react-router': '8.4.0',
    isbot: '5.2.3',
    '@react-router/dev': '8.4.0',
    '@react-router/node': '8.4.0',
    react: '19.3.1',
    'react-dom': '19.3.1',
    vite: '8.4.0',
  },
  node: '24',
  build: ['react-router', 'build'],
  line: 'export const middleware = [traceferry()] of @traceferry/web',
}

/** @type {Framework} */
const tanstack = {
  name: 'TanStack Start, on Node.js 24',
  file: 'tanstack/serve.mjs',
  packages: {
    '@tanstack/react-start': '1.169.5',
    '@tanstack/react-router': '1.170.46',
    '@vitejs/plugin-react': '6.3.0',
    react: '19.3.1',
    'react-dom': '19.3.1',
    srvx: '1.0.8',
    vite: '8.4.0',
  },
  node: '24',
  build: ['vite', 'build'],
  line: 'createMiddleware().server(traceferry()) of @traceferry/web',
}

/** Pages of the same app, which call before they are made, in components, and while they are sent. */
function pagesOf(framework, callsEach) {
  const path = ({ n, client }) => `/page?n=${n}&client=${client}`
  const name = framework.name.replace(', on', ', pages, on')
  return { ...framework, name, key: `${keyOf(framework)}-pages`, path, clients: ['fetch'], callsEach }
}

/** @type {Framework[]} */
export const frameworks = [
  { name: 'H3 2', file: 'h3.mjs', packages: { h3: '2.0.8' }, line: 'app.use(traceferry()) of @traceferry/web' },
  {
    name: 'Elysia on Bun',
    file: 'elysia.mjs',
    packages: elysia,
    runtime: 'bun',
    line: 'Bun.serve({ fetch: traceferry(app.fetch) }) of @traceferry/web',
  },
  {
    name: 'Elysia on Bun, wrapped',
    file: 'elysia-wrap.mjs',
    packages: elysia,
    runtime: 'bun',
    line: 'app.wrap(traceferry()) of @traceferry/web',
  },
  {
    name: 'Elysia on Node.js',
    file: 'elysia-node.mjs',
    packages: { ...elysia, '@elysiajs/node': '1.4.5' },
    line: 'app.wrap(traceferry()) of @traceferry/web',
  },
  sveltekit,
  pagesOf(sveltekit, 7),
  astro,
  pagesOf(astro, 8),
  reactRouter,
  pagesOf(reactRouter, 6),
  tanstack,
  pagesOf(tanstack, 6),
  {
    name: 'Nitro 3, on Node.js 24',
    file: 'nitro/serve.mjs',
    packages: { nitro: '3.0.0' },
    node: '24',
    build: ['nitro', 'build'],
    line: 'middleware/traceferry.js: export default traceferry() of @traceferry/web',
  },
  {
    name: 'Nest 11, microservices over TCP',
    file: 'nest-tcp.mjs',
    packages: {
      '@nestjs/common': '11.2.10',
      '@nestjs/core': '11.2.10',
      '@nestjs/microservices': '11.2.6',
      '@nestjs/platform-express': '11.2.10',
      'reflect-metadata': '0.2.2',
      rxjs: '7.8.2',
    },
    line: 'nest.serializer() and nest.interceptor() of @traceferry/messages',
  },
  {
    name: 'AdonisJS 7, on Node.js 24',
    file: 'adonis/serve.mjs',
    packages: { '@adonisjs/core': '7.5.2' },
    node: '24',
    line: 'httpServer().start((handler) => traceferry(createServer(handler))) of @traceferry/http',
  },
  {
    name: 'Sails 1',
    file: 'sails.mjs',
    packages: { sails: '1.5.18' },
    line: 'http.middleware.traceferry = traceferry() of @traceferry/express, first in order',
  },
  {
    name: 'LoopBack 4',
    file: 'loopback.mjs',
    packages: { '@loopback/rest': '15.0.16', '@loopback/core': '7.0.15' },
    line: "app.expressMiddleware('middleware.traceferry', traceferry()) of @traceferry/express",
  },
  ...[
    ['koa-connect', 'Koa 3, through koa-connect', 'app.use(connect(traceferry()))'],
    ['h3-1', 'H3 1', 'app.use(fromNodeMiddleware(traceferry()))'],
    ['middie', 'Fastify 5, through @fastify/middie', 'app.use(traceferry())'],
    ['fastify-express', 'Fastify 5, through @fastify/express', 'app.use(traceferry())'],
    ['next', 'node:http, with an async function as next', 'traceferry()(request, response, next)'],
  ].map(([which, name, line]) => ({
    name,
    key: which,
    file: 'promisified.mjs',
    args: [which],
    packages: {
      koa: '3.3.0',
      'koa-connect': '2.1.1',
      h3: '1.15.11',
      fastify: '5.12.8',
      '@fastify/middie': '9.3.6',
      '@fastify/express': '4.0.7',
    },
    line: `${line} of @traceferry/express`,
  })),
  {
    name: 'Verdaccio 6, an app of others, on Node.js 24',
    file: 'verdaccio.mjs',
    packages: { verdaccio: '6.10.4' },
    // One of its packages asks for `node-fetch@cjs`. Not every registry has that tag.
    overrides: { 'node-fetch': '2.7.0' },
    node: '24',
    register: true,
    ...registry,
    line: 'none: node --import @traceferry/register',
  },
  {
    name: 'Google functions-framework',
    file: 'google.mjs',
    packages: { '@google-cloud/functions-framework': '5.0.5' },
    line: "http('orders', traceferry(handler)) of @traceferry/web",
  },
  {
    name: 'Azure Functions 4',
    file: 'azure.mjs',
    packages: { '@azure/functions': '4.16.5' },
    line: "app.http('orders', { handler: traceferry(handler) }) of @traceferry/web",
  },
  {
    name: 'tRPC 11',
    file: 'trpc.mjs',
    packages: { '@trpc/server': '11.25.2' },
    path: (one) => `/work?input=${json(one)}`,
    line: 'traceferry(server) of @traceferry/http',
  },
  {
    name: 'Apollo Server 5',
    file: 'apollo.mjs',
    packages: { '@apollo/server': '5.5.1', graphql: '16.15.0' },
    path: (one) => `/?query=${query(one)}`,
    register: true,
    line: 'none: node --import @traceferry/register',
  },
  {
    name: 'GraphQL Yoga 5',
    file: 'yoga.mjs',
    packages: { 'graphql-yoga': '5.24.1', graphql: '16.15.0' },
    path: graphql,
    line: 'createServer(traceferry(yoga)) of @traceferry/web',
  },
  {
    name: 'Mercurius 16',
    file: 'mercurius.mjs',
    packages: { mercurius: '16.10.1', fastify: '5.12.8', graphql: '16.15.0' },
    path: graphql,
    line: 'app.register(traceferry) of @traceferry/fastify',
  },
  {
    name: 'Feathers 5 on Koa',
    file: 'feathers.mjs',
    packages: { '@feathersjs/koa': '5.0.50', '@feathersjs/feathers': '5.0.50' },
    line: 'app.use(traceferry()) of @traceferry/koa',
  },
  {
    name: 'Moleculer 0.15 with moleculer-web, on Node.js 24',
    file: 'moleculer.mjs',
    packages: { moleculer: '0.15.2', 'moleculer-web': '0.11.0' },
    node: '24',
    register: true,
    line: 'none: node --import @traceferry/register',
  },
  {
    name: 'Moleculer 0.15, services over TCP, on Node.js 24',
    file: 'moleculer-tcp.mjs',
    packages: { moleculer: '0.15.2', 'moleculer-web': '0.11.0' },
    node: '24',
    register: true,
    line: 'bullmq.forward(meta) and bullmq.capture(context.meta) of @traceferry/messages',
  },
  {
    name: 'Connect for Node.js 2',
    file: 'connect.mjs',
    path: (one) =>
      `/shop.Orders/Work?connect=v1&encoding=json&message=%7B%7D&n=${one.n}&client=${encodeURIComponent(one.client)}`,
    packages: { '@connectrpc/connect-node': '2.3.0', '@connectrpc/connect': '2.3.0', '@bufbuild/protobuf': '2.17.0' },
    line: 'traceferry(createServer(connectNodeAdapter(...))) of @traceferry/http',
  },
  {
    name: 'oRPC',
    file: 'orpc.mjs',
    packages: { '@orpc/server': '1.16.1' },
    path: (one) => `/work?data=${json({ json: one })}`,
    line: 'traceferry(server) of @traceferry/http',
  },
  {
    name: 'undici 5',
    file: 'undici5.mjs',
    packages: { undici: '5.29.0' },
    clients: ['undici'],
    line: 'any line; calls of undici 5',
  },
]
