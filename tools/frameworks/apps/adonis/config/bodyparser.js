// How the AdonisJS app reads bodies.
import { defineConfig } from '@adonisjs/core/bodyparser'

export default defineConfig({})
