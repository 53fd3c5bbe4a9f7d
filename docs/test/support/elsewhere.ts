// Pages whose programs a test of their own runs, and looks closer at: with a broker, a real Envoy, 200 requests at once. The
// number is that of the programs: who adds one to the page sees to it that its test runs it, and counts it here.
export const elsewhere: Readonly<Record<string, { readonly test: string; readonly programs: number }>> = {
  'README.md': { test: 'docs/test/readme.test.ts', programs: 1 },
  'docs/deadline.md': { test: 'packages/sidecar/test/deadline/docs.test.ts', programs: 3 },
  'docs/lifecycle.md': { test: 'packages/sidecar/test/start-stop/docs.test.ts', programs: 3 },
  'docs/recipes/logs.md': { test: 'docs/test/logs.test.ts', programs: 3 },
  'docs/recipes/metrics.md': { test: 'docs/test/metrics.test.ts', programs: 2 },
  'docs/recipes/nest.md': { test: 'packages/testkit/test/nest.test.ts', programs: 3 },
  'docs/recipes/queues.md': { test: 'docs/test/queues.test.ts', programs: 8 },
  'docs/recipes/retries.md': { test: 'packages/sidecar/test/retries/recipes.test.ts', programs: 7 },
  'docs/recipes/workers.md': { test: 'docs/test/workers.test.ts', programs: 7 },
  'docs/why-nothing.md': { test: 'docs/test/readme.test.ts', programs: 1 },
  'packages/testing/README.md': { test: 'docs/test/testing.test.ts', programs: 4 },
}
