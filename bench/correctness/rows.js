// What is measured: which handler of the app is asked, by how many requests at once, and how its calls are judged.
// A row may be for some `peers` only, run on another line of `node`, set an `environment`, ask several `handlers`, ask in a
// way of its own (`drive`), or measure by itself.
import { clients } from './rows/clients.js'
import { context } from './rows/context.js'
import { headers } from './rows/headers.js'
import { safety } from './rows/safety.js'

const numberOf = ({ id }) => Number.parseInt(id.slice(1), 10)

export const rows = [...headers, ...clients, ...context, ...safety].sort((a, b) => numberOf(a) - numberOf(b))
