// The headers that a careful user of a mesh copies.
exports.names = [
  'x-request-id',
  'traceparent',
  'tracestate',
  'x-b3-traceid',
  'x-b3-spanid',
  'x-b3-parentspanid',
  'x-b3-sampled',
  'x-ot-span-context',
  ...process.env.EXTRA_HEADERS.split(',').filter(Boolean),
]

exports.pick = ({ headers }) => {
  const picked = {}
  for (const name of exports.names) if (headers[name] !== undefined) picked[name] = headers[name]
  return picked
}
