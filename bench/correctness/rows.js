// What is measured: which handler of the app is asked, by how many requests at once, and how its calls are judged.
// A row may be for some `peers` only, set an `environment`, ask in a way of its own (`drive`), or measure by itself.
import { context } from './rows/context.js'
import { headers } from './rows/headers.js'
import { safety } from './rows/safety.js'

const numberOf = ({ id }) => Number.parseInt(id.slice(1), 10)

export const rows = [...headers, ...context, ...safety].sort((a, b) => numberOf(a) - numberOf(b))
