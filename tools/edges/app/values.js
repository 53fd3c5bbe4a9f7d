// Header values and names as a call's description has them, turned into what the caller passes. Each is created again for each run,
// so that counters of reads start at zero.

/** What a description of a value stands for. Plain text stands for itself. */
export function valueFor(made) {
  if (made === null || typeof made !== 'object') return made
  if (Array.isArray(made)) return made.map(valueFor)
  const [[kind, of]] = Object.entries(made)
  switch (kind) {
    case 'undefined':
      return undefined
    case 'number':
      return Number(of)
    case 'bigint':
      return BigInt(of)
    case 'symbol':
      return Symbol(of)
    case 'buffer':
      return Buffer.from(of)
    case 'object':
      return { toString: () => of }
    case 'function':
      return () => of
    case 'throwing':
      return {
        toString() {
          throw new RangeError(`text of ${of}`)
        },
      }
    case 'turning':
      return turningText(of)
    case 'holes': {
      const list = [of]
      list[2] = of
      return list
    }
    default:
      throw new Error(`no such value: ${kind}`)
  }
}

/** Another text each time it is asked. */
function turningText(text) {
  let asked = 0
  return { toString: () => `${text}-${++asked}` }
}
