// The line.
import { createMiddleware, createStart } from '@tanstack/react-start'
import { traceferry } from '@traceferry/web'

export const startInstance = createStart(() => ({
  requestMiddleware: [createMiddleware().server(traceferry())],
}))
