// How the AdonisJS app serves HTTP.
import { defineConfig } from '@adonisjs/core/http'

export const http = defineConfig({ useAsyncLocalStorage: true })
