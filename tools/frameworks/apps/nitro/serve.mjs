// Nitro 3, built, with the server of its own
import { listeningSoon } from '../built.mjs'

process.env.HOST = '127.0.0.1'
await import('./.output/server/index.mjs')
listeningSoon()
