// Which language and client a service calls with, by the user agent of its calls, and the fix there. A new client is one entry
// here; the first pattern that fits counts.

export interface Client {
  readonly language: string
  readonly client: string
  /** At most two lines, with `HEADERS` for the names. */
  readonly cure: string
  readonly link: string
}

const traceferry =
  'No code: `node --import @traceferry/register server.js`, or NODE_OPTIONS="--import @traceferry/register". In code: app.use(traceferry()) from @traceferry/express, or the adapter for your framework.'
const node = { language: 'Node.js', cure: traceferry, link: 'https://github.com/traceferry/traceferry#readme' }
const python = {
  language: 'Python',
  cure: 'Keep HEADERS of the request in a contextvar (a Flask, Django or FastAPI middleware), and pass them to each call: requests.get(url, headers=tracing.get()).',
  link: 'https://istio.io/latest/docs/tasks/observability/distributed-tracing/overview/',
}
const java = {
  language: 'Java',
  cure: 'Micrometer Tracing or the OpenTelemetry agent (-javaagent:opentelemetry-javaagent.jar, otel.propagators=b3multi,tracecontext); x-request-id yourself, in a client interceptor.',
  link: 'https://opentelemetry.io/docs/zero-code/java/agent/',
}
const go = {
  language: 'Go',
  cure: 'Put HEADERS of the request in its context, and set them in an http.RoundTripper that reads them from req.Context(). Every call must use http.NewRequestWithContext(ctx, ...).',
  link: 'https://istio.io/latest/docs/tasks/observability/distributed-tracing/overview/',
}
const dotnet = {
  language: '.NET',
  cure: 'builder.Services.AddHeaderPropagation(o => o.Headers.Add(name)) for HEADERS, app.UseHeaderPropagation(), and .AddHeaderPropagation() on each HttpClient.',
  link: 'https://learn.microsoft.com/aspnet/core/fundamentals/http-requests#header-propagation-middleware',
}
const other = (language: string) => ({
  language,
  cure: 'Copy HEADERS of each request to every call that it causes.',
  link: 'https://istio.io/latest/docs/tasks/observability/distributed-tracing/overview/',
})
const grpc = (language: typeof java | typeof go) => ({
  ...language,
  cure: 'Use an interceptor that copies HEADERS from the inbound metadata to the metadata of each call.',
})

const clients: readonly (readonly [RegExp, Client])[] = [
  [/^(node|undici|node-fetch|Node\.js)\b/i, { ...node, client: 'fetch or undici' }],
  [/^axios\//i, { ...node, client: 'axios' }],
  [/^(got|ky|superagent|node-superagent|needle)\b/i, { ...node, client: 'got, ky or superagent' }],
  [/^grpc-node-js\//i, { ...node, client: 'gRPC' }],
  [/^python-requests\//i, { ...python, client: 'requests' }],
  [/aiohttp\//i, { ...python, client: 'aiohttp' }],
  [/^python-httpx\//i, { ...python, client: 'httpx' }],
  [/^Python-urllib\/|^python-urllib3?\//i, { ...python, client: 'urllib' }],
  [/^grpc-python/i, { ...grpc(python), client: 'gRPC' }],
  [/^Go-http-client\//i, { ...go, client: 'net/http' }],
  [/^(go-resty|fasthttp|req\/v)/i, { ...go, client: 'resty or fasthttp' }],
  [/^grpc-go\//i, { ...grpc(go), client: 'gRPC' }],
  [/^okhttp\//i, { ...java, client: 'OkHttp' }],
  [
    /^(Java-http-client|Java\/|Apache-HttpClient|ReactorNetty|Jetty|AsyncHttpClient|Jersey)/i,
    { ...java, client: 'an HTTP client' },
  ],
  [/^grpc-java/i, { ...grpc(java), client: 'gRPC' }],
  [/^(grpc-dotnet|Microsoft ADO|\.NET|RestSharp)/i, { ...dotnet, client: 'HttpClient' }],
  [/^(Ruby|Faraday|http\.rb|rest-client)/i, { ...other('Ruby'), client: 'an HTTP client' }],
  [/^(GuzzleHttp|PHP)/i, { ...other('PHP'), client: 'Guzzle' }],
  [/^(reqwest|hyper|ureq|tonic)/i, { ...other('Rust'), client: 'an HTTP client' }],
  [/^curl\//i, { ...other('a shell'), client: 'curl' }],
]

export const unknownClient: Client = { ...other('unknown'), client: 'unknown' }

export function clientOf(userAgent: string): Client | undefined {
  return clients.find(([pattern]) => pattern.test(userAgent))?.[1]
}
