// Builds the Nitro app for Node.js.
import { defineConfig } from 'nitro'

export default defineConfig({ preset: 'node-server', serverDir: './' })
