// Runs under the emulator: a piece, again and again, and a mark after each window.
import { getPriority } from 'node:os'
import { pieces } from '../../micro/pieces/calls.js'

const { name, warm, calls, windows } = JSON.parse(process.argv[2])
const piece = pieces[name]
for (let i = 0; i < warm; i++) piece()
getPriority()
for (let window = 0; window < windows; window++) {
  for (let i = 0; i < calls; i++) piece()
  getPriority()
}
