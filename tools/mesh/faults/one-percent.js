/** Istio's default. A trace is there as a whole or not at all. */
export default {
  title: '1 % sampling',
  mesh: { tracer: 'zipkin', sampling: 1 },
  job: { requests: 1500, concurrency: 10 },
  seen: ({ traced, whole, requests }) => `${traced} of ${requests} requests sampled, ${whole} of them whole`,
  happened: ({ traced, requests, whole }) => traced > 0 && traced < requests / 10 && whole === traced,
}
