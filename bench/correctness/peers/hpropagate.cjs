// It has its list by default; the W3C pair has to be named.
const { createRequire } = require('node:module')
createRequire(`${process.env.PEERS}/x.js`)('hpropagate')({
  headersToPropagate: [
    'x-request-id',
    'x-b3-traceid',
    'x-b3-spanid',
    'x-b3-parentspanid',
    'x-b3-sampled',
    'x-b3-flags',
    'x-ot-span-context',
    'traceparent',
    'tracestate',
    'baggage',
  ],
})
