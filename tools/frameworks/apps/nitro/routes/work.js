// What the app answers.
import { defineHandler } from 'nitro'

export default defineHandler((event) => globalThis.workOf(event.req.url))
