// What a record is, in addition to its numbers.

/** What a record is, as bits of `flags`. */
export const is = {
  inbound: 1,
  outbound: 2,
  app: 4,
  proxy: 8,
  root: 16,
  parentKnown: 32,
  probe: 64,
  gateway: 128,
  outside: 256,
  unsampled: 512,
  hasTrace: 1024,
  hasRequestId: 2048,
  log: 4096,
  hasSpan: 8192,
  oddTrace: 16384,
  oddRequest: 32768,
} as const
