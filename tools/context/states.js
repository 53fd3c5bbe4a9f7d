/** The states of a pool, a session or a call in it, that clients are played in. */
export const states = [
  'idle',
  'saturated',
  'closing',
  'reset',
  'cold',
  'warm',
  'before',
  'pipelined',
  'retry',
  'composed',
  'h2',
]
