// The colors for a stream.
import { isColored } from '@traceferry/core/command'
import pc from 'picocolors'
import type { Colors } from '../output/text.ts'

/** Colors on a terminal. NO_COLOR turns them off; FORCE_COLOR decides for other streams. */
export function colorsFor(stream: NodeJS.WriteStream): Colors {
  return pc.createColors(isColored(stream))
}
