// Finds the known word that a mistyped one was meant to be.

/** The known word that is one or two letters away; undefined where the text is far from all, or is itself known. */
export function nearest(text: string, known: readonly string[]): string | undefined {
  if (known.includes(text)) return undefined
  const lower = text.toLowerCase()
  // `echo-v3` is not a mistyped `echo-v1`.
  const letters = (word: string) => word.toLowerCase().replace(/\d+/g, '')
  const isOtherNumber = (word: string) => letters(word) === letters(text) && word.toLowerCase() !== lower
  const allowed = text.length < 12 ? 1 : 2
  return (
    known.find((word) => word.toLowerCase() === lower) ??
    known.find((word) => !isOtherNumber(word) && distance(lower, word.toLowerCase(), allowed) <= allowed)
  )
}

/** How many letters differ (added, left out, replaced, or two exchanged); stops above `most`. */
function distance(one: string, other: string, most: number): number {
  if (Math.abs(one.length - other.length) > most) return most + 1
  let before: number[] = []
  let last = Array.from({ length: other.length + 1 }, (_, n) => n)
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= other.length; j += 1) {
      const isSame = one[i - 1] === other[j - 1]
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (isSame ? 0 : 1))
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1])
        cost = Math.min(cost, before[j - 2]! + 1)
      row.push(cost)
    }
    if (Math.min(...row) > most) return most + 1
    before = last
    last = row
  }
  return last[other.length]!
}
