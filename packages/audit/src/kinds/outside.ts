// A call to something outside the mesh.
import type { Kind } from './kind.ts'

/** Headers of the mesh must not leave it. */
export const outside: Kind = {
  id: 'outside',
  title: 'outside',
  rule: 'The called service is outside the mesh: it should not get headers.',
  breaks: false,
  is: ({ isOutside }) => isOutside,
}
