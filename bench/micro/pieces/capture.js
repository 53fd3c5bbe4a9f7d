import { capture } from '../../../packages/core/dist/index.js'
import { policy, rawHeaders } from '../samples.js'

const eight = rawHeaders(8)
const forty = rawHeaders(40)
const none = rawHeaders(40).slice(0, 2 * 32)
const written = eight.map((text, i) =>
  i % 2 === 0 ? text.replace(/\b[a-z]/g, (letter) => letter.toUpperCase()) : text,
)

export const pieces = {
  'capture: 8 of 8 headers': () => capture(eight, policy),
  'capture: 8 of 8, Names-Like-This': () => capture(written, policy),
  'capture: 8 of 40': () => capture(forty, policy),
  'capture: none of 32': () => capture(none, policy),
}
