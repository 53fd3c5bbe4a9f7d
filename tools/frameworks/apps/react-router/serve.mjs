// React Router 8, built, and served by its listener for node:http
import '../built.mjs'
import { createServer } from 'node:http'
import { createRequestListener } from '@react-router/node'
import { listen } from '../work.mjs'

const build = await import('./build/server/index.js')
listen(createServer(createRequestListener({ build })))
