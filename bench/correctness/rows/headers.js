// What one call carries: whose ids, which headers, and how they are spelled.
import { judgeArray, judgeIds, judgeOwn, judgeSurvivors } from '../judge.js'

export const headers = [
  {
    id: 'M1',
    title: '20 calls at once over an undici Pool of one connection',
    handler: 'pool7',
    requests: 20,
    judge: judgeIds,
  },
  { id: 'M1b', title: 'built-in fetch, 20 calls at once', handler: 'fetch', requests: 20, judge: judgeIds },
  {
    id: 'M2',
    title: 'RetryAgent over one connection: 5 calls, answered 503, 503, 200',
    handler: 'retry7',
    requests: 5,
    failures: 2,
    judge: judgeIds,
  },
  {
    id: 'M2b',
    title: 'compose(redirect, retry) over one connection: 5 calls, 503, 503, 200',
    handler: 'redirecting7',
    requests: 5,
    failures: 2,
    judge: judgeIds,
  },
  { id: 'M8', title: 'http.request with headers as a flat list', handler: 'array', requests: 1, judge: judgeArray },
  { id: 'M9', title: 'fetch with its own traceparent', handler: 'own', requests: 1, judge: judgeOwn },
  { id: 'M9b', title: 'http.get with its own traceparent', handler: 'own-http', requests: 1, judge: judgeOwn },
  {
    id: 'M10',
    title: 'what survives a hop over node:http, byte for byte',
    handler: 'http',
    requests: 1,
    judge: judgeSurvivors,
  },
  {
    id: 'M10b',
    title: 'what survives a hop over fetch, byte for byte',
    handler: 'fetch',
    requests: 1,
    judge: judgeSurvivors,
  },
  {
    id: 'M11',
    title: "what survives a hop over node:http with Elastic's contextPropagationOnly",
    handler: 'http',
    requests: 1,
    peers: ['Elastic APM'],
    environment: { ELASTIC_APM_CONTEXT_PROPAGATION_ONLY: 'true' },
    judge: judgeSurvivors,
  },
]
