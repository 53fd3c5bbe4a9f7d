// Ids as numbers: a text of 32 characters takes 5 times the memory of the 16 bytes that it represents.

/** 128 bits in four numbers, filled by `readId`. One shared array: nothing is allocated per span. */
export type Id = Uint32Array

const hex = /^[0-9a-f]+$/i
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/**
 * Reads an id into `id`, so that 64 bits and the same id padded to 128 are equal. Anything except hexadecimal is hashed.
 * @returns `none` for an id that is empty or all zeros, `odd` for one whose text cannot be restored
 */
export function readId(text: string, id: Id): 'none' | 'plain' | 'odd' {
  const plain = text.length === 36 && uuid.test(text) ? withoutDashes(text) : text
  if (plain.length > 32 || !hex.test(plain)) return hash(text, id)
  let end = plain.length
  for (let part = 3; part >= 0; part--) {
    const start = Math.max(0, end - 8)
    id[part] = end > 0 ? Number.parseInt(plain.slice(start, end), 16) : 0
    end = start
  }
  return (id[0]! | id[1]! | id[2]! | id[3]!) === 0 ? 'none' : 'plain'
}

/** Where a UUID has them. */
function withoutDashes(text: string): string {
  return text.slice(0, 8) + text.slice(9, 13) + text.slice(14, 18) + text.slice(19, 23) + text.slice(24)
}

/** The text of a hexadecimal id: 16 characters if that was all. */
export function idText(a: number, b: number, c: number, d: number): string {
  const text = [a, b, c, d].map((part) => part.toString(16).padStart(8, '0')).join('')
  return a === 0 && b === 0 ? text.slice(16) : text
}

/** FNV-1a in four lanes. Two different odd ids may collide; then one example is wrong. */
function hash(text: string, id: Id): 'none' | 'odd' {
  id.set([0x811c9dc5, 0x01000193, 0x9e3779b9, 0x85ebca6b])
  for (let i = 0; i < text.length; i++) {
    const lane = i & 3
    id[lane] = Math.imul(id[lane]! ^ text.charCodeAt(i), 0x01000193)
    id[(lane + 1) & 3]! ^= id[lane]! >>> 15
  }
  return text === '' ? 'none' : 'odd'
}
