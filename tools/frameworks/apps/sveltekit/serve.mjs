// SvelteKit 3, built for Node.js
import '../built.mjs'
import { createServer } from 'node:http'
import { listen } from '../work.mjs'

const { handler } = await import('./build/handler.js')
listen(createServer(handler))
