// A call to something outside of the mesh.
import type { Kind } from './kind.ts'

/** Headers of the mesh must not leave it. */
export const outside: Kind = {
  id: 'outside',
  title: 'outside',
  rule: 'What is called is outside of the mesh: no headers are owed to it.',
  breaks: false,
  is: ({ isOutside }) => isOutside,
}
