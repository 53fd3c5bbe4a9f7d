// Astro, built for Node.js
import '../built.mjs'
import { createServer } from 'node:http'
import { listen } from '../work.mjs'

const { handler } = await import('./dist/server/entry.mjs')
listen(createServer(handler))
