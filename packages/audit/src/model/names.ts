// Repeated texts, stored once and identified by a number.

export interface Names {
  /** The number of a text: always the same for the same text. Beyond the maximum, it is the number of `(others)`. */
  of(text: string): number
  text(number: number): string
  readonly size: number
}

/** @param most how many different texts are kept: a hostile file has a new one in each line */
export function createNames(most: number): Names {
  const numbers = new Map<string, number>()
  const texts: string[] = []
  function add(text: string): number {
    numbers.set(text, texts.length)
    return texts.push(text) - 1
  }
  add('') // 0: nothing
  return {
    of(text) {
      const known = numbers.get(text)
      if (known !== undefined) return known
      return texts.length < most ? add(text) : (numbers.get('(others)') ?? add('(others)'))
    },
    text: (number) => texts[number] ?? '',
    get size() {
      return texts.length
    },
  }
}
