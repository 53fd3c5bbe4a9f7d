import { Command } from 'commander'
import type { Guard } from './command.ts'
import type { Io } from './io.ts'

export function needMeshCommand(_io: Io, _guarded: Guard): Command {
  return new Command('need-mesh')
}
