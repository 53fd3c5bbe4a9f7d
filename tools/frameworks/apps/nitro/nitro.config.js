// Builds the Nitro app for Node.js.
import { defineNitroConfig } from 'nitro/config'

export default defineNitroConfig({ preset: 'node-server' })
