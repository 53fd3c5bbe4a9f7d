// The frameworks that are started for real, with the packages that each needs. A NEW FRAMEWORK IS A FILE IN apps AND A LINE HERE.

const json = (value) => encodeURIComponent(JSON.stringify(value))

/**
 * `line`: what a user writes; `register`: nothing is written, and @traceferry/register is loaded; `path`: how a request is asked
 * for, where it is not `/work?n=1&client=fetch`.
 */
export const frameworks = [
  { name: 'H3 2', file: 'h3.mjs', packages: { h3: '2.0.8' }, line: 'app.use(traceferry()) of @traceferry/web' },
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
