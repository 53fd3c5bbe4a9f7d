// Nothing goes wrong: what the other rows are compared with. Its mesh is also theirs, and has two routes as a user's
// VirtualServices would set them: retries on 5xx toward warehouse, a time limit of two seconds toward payments.
const policies = {
  warehouse: { timeout: '0s', retry_policy: { retry_on: '5xx', num_retries: 3 } },
  payments: { timeout: '2s' },
}

export default {
  title: 'no fault',
  mesh: { tracer: 'zipkin', policies },
  seen: ({ answered, requests }) => `${requests - answered} requests failed`,
  happened: ({ answered }) => answered > 0,
}
