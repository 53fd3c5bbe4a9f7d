// Builds the Nitro app as a handler for node:http.
import { defineConfig } from 'nitro'

export default defineConfig({ preset: 'node-middleware', serverDir: './' })
