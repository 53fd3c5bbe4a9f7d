// What the app answers.
import { defineHandler } from 'nitro/h3'

export default defineHandler((event) => globalThis.workOf(event.req.url))
