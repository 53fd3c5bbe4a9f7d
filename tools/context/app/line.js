// What is under test: the line of traceferry, or, to prove that the matrix can fail, an injector that does what comes to mind.

/**
 * Loads it, and changes nothing yet: `install` does. The rest is how a server or a gRPC client gets it:
 * { install, server, grpcServer, grpcClient, middleware }.
 */
export async function loadLine(kind) {
  return kind === 'naive' ? (await import('./naive.js')).naive : theLine()
}

async function theLine() {
  const http = await import('@traceferry/http')
  const grpc = await import('@traceferry/grpc')
  return {
    install: () => grpc.traceferry(),
    server: (server) => http.traceferry(server),
    grpcServer: () => [grpc.traceferry()],
    grpcClient: () => [grpc.interceptor()],
    middleware: async (name) => (await import(`@traceferry/${name}`)).traceferry,
  }
}
