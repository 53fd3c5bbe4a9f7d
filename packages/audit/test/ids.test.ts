import { expect, test } from 'vitest'
import { type Id, idText, readId } from '../src/model/ids.ts'

const read = (text: string): [string, number[]] => {
  const id: Id = new Uint32Array(4)
  return [readId(text, id), [...id]]
}

test('all 32 digits count, each in its place', () => {
  expect(read('00000001000000020000000300000004')).toEqual(['plain', [1, 2, 3, 4]])
  expect(read('fffffffffffffffffffffffffffffff0')).toEqual(['plain', [0xffffffff, 0xffffffff, 0xffffffff, 0xfffffff0]])
})

test('64 bits and the same padded to 128 are equal, and so are a UUID and its digits', () => {
  expect(read('0000000300000004')).toEqual(['plain', [0, 0, 3, 4]])
  expect(read('4')).toEqual(['plain', [0, 0, 0, 4]])
  expect(read('00000000000000000000000300000004')).toEqual(read('0000000300000004'))
  expect(read('0af76519-16cd-43dd-8448-eb211c80319c')).toEqual(read('0AF7651916CD43DD8448EB211C80319C'))
})

test('nothing and zeros are no id; what is not hexadecimal is told from other texts', () => {
  expect([read('')[0], read('0')[0], read('0'.repeat(32))[0]]).toEqual(['none', 'none', 'none'])
  expect(read('order-7')[0]).toBe('odd')
  expect(read('order-7')).toEqual(read('order-7'))
  expect(read('order-7')).not.toEqual(read('order-8'))
  expect(read('f'.repeat(33))[0]).toBe('odd')
})

test('the text of an id has 32 digits, or 16 if that was all', () => {
  expect(idText(1, 2, 3, 4)).toBe('00000001000000020000000300000004')
  expect(idText(0, 0, 3, 4)).toBe('0000000300000004')
})
