// Wrong options of all packages.
import { createServer } from 'node:http'
import { createPolicy, type Options } from '@traceferry/core'
import { traceferry as express } from '@traceferry/express'
import { traceferry as fastify } from '@traceferry/fastify'
import { interceptor } from '@traceferry/fetch'
import { traceferry as grpc } from '@traceferry/grpc'
import { traceferry as hono } from '@traceferry/hono'
import { traceferry as http } from '@traceferry/http'
import { traceferry as koa } from '@traceferry/koa'
import { MeshPropagator } from '@traceferry/otel'
import { awaitSidecar, deadline, gracefulServer, quitSidecar, retries } from '@traceferry/sidecar'
import { report } from '@traceferry/sidecar/report'
import { warnings } from '@traceferry/sidecar/warnings'
import { startService } from '@traceferry/testing'
import { ADDRESS, FORMATS, HOST, NAME, POLICY, URL_OF_SIDECAR, type Wrong } from './texts.ts'

const policy = (options: unknown) => () => createPolicy(options as Options, {})
const command = ['node', '-e', '1']
const server = createServer()

export const options: readonly Wrong[] = [
  // What an object of options is not
  [
    'express: a list',
    () => express([] as never),
    `TF007: options are [], not an object such as { formats: ... }; ${POLICY}`,
  ],
  [
    'koa: a text',
    () => koa('istio' as never),
    `TF007: options are "istio", not an object such as { formats: ... }; ${POLICY}`,
  ],
  [
    'hono: null',
    () => hono(null as never),
    `TF007: options are null, not an object such as { formats: ... }; ${POLICY}`,
  ],
  ['grpc: a misspelling', () => grpc({ format: ['b3'] } as never), `TF007: unknown option "format"; ${POLICY}`],
  [
    'fastify: an option of another',
    () => fastify({ retryOwner: 'mesh' } as never),
    `TF007: unknown option "retryOwner"; ${POLICY}`,
  ],
  [
    'http: a handler',
    () => http((() => {}) as never),
    'TF013: traceferry got function for a server; write traceferry(createServer(handler)), or take the package of your framework',
  ],
  // Formats
  ['formats: a text', policy({ formats: 'w3c' }), 'TF006: formats is "w3c", which is not a list; write formats: [...]'],
  [
    'formats: Zipkin',
    policy({ formats: ['zipkin'] }),
    `TF001: formats has "zipkin", which is not a format; ${FORMATS}`,
  ],
  [
    'formats: another case',
    policy({ formats: ['W3C'] }),
    `TF001: formats has "W3C", which is not a format; ${FORMATS}`,
  ],
  ['formats: a number', policy({ formats: [3] }), `TF001: formats has 3, which is not a format; ${FORMATS}`],
  // Headers
  [
    'headers: a pattern of JavaScript',
    policy({ headers: [/x-/] }),
    `TF002: headers has /x-/, which is not a header name; ${NAME}`,
  ],
  ['headers: a lone star', policy({ headers: ['*'] }), `TF002: headers has "*", which is not a header name; ${NAME}`],
  ['headers: an empty name', policy({ headers: [''] }), `TF002: headers has "", which is not a header name; ${NAME}`],
  [
    'headers: two names in one',
    policy({ headers: ['a, b'] }),
    `TF002: headers has "a, b", which is not a header name; ${NAME}`,
  ],
  [
    'headers: no inbound name',
    policy({ headers: [{ outbound: 'x-a' }] }),
    `TF002: headers has undefined, which is not a header name; ${NAME}`,
  ],
  [
    'headers: a prefix with another name',
    policy({ headers: [{ inbound: 'x-a-*', outbound: 'x-b' }] }),
    'TF002: headers has "x-a-*", a prefix with the outbound name "x-b"; prefixes keep their names; rename headers one at a time',
  ],
  [
    'headers: of one hop',
    policy({ headers: ['Content-Length'] }),
    'TF003: headers has "Content-Length", which is for one hop only; remove it: on another call, it would steer or break the next proxy',
  ],
  [
    'headers: renamed to one of one hop',
    policy({ headers: [{ inbound: 'x-a', outbound: 'x-envoy-retry-on' }] }),
    'TF003: headers has "x-envoy-retry-on", which is for one hop only; remove it: on another call, it would steer or break the next proxy',
  ],
  [
    'headers: a misspelled key',
    policy({ headers: [{ inbound: 'x-a', outbond: 'x-b' }] }),
    'TF007: headers has the unknown key "outbond"; keys are inbound, outbound, maxCount, maxBytes',
  ],
  [
    'headers: none of a prefix',
    policy({ headers: [{ inbound: 'x-a-*', maxCount: 0 }] }),
    'TF005: maxCount of "x-a-*" in headers is 0; write a whole number, 1 or more',
  ],
  [
    'headers: a cap where it has no effect',
    policy({ headers: [{ inbound: 'x-a', maxBytes: 100 }] }),
    'TF007: maxBytes of "x-a" in headers is for prefixes, such as "x-team-*"; leave maxBytes out, or name a prefix',
  ],
  // Targets and peers
  [
    'targets: a text',
    policy({ targets: 'api.partner.com' }),
    'TF006: targets is "api.partner.com", which is not a list; write targets: [...]',
  ],
  [
    'targets: a URL',
    policy({ targets: ['https://api.partner.com'] }),
    `TF004: targets has "https://api.partner.com", which is not the name of a host; ${HOST}`,
  ],
  [
    'targets: a star within',
    policy({ targets: ['api.*.com'] }),
    `TF004: targets has "api.*.com", which is not the name of a host; ${HOST}`,
  ],
  [
    'targets: a port beyond the last',
    policy({ targets: ['orders:99999'] }),
    `TF004: targets has "orders:99999", whose port is not 1 to 65535; ${HOST}`,
  ],
  [
    'ignoreTargets: a block of 33 bits',
    policy({ ignoreTargets: ['10.0.0.0/33'] }),
    `TF004: ignoreTargets has "10.0.0.0/33", which is not a CIDR block; ${HOST}`,
  ],
  [
    'userDataTargets: a number',
    policy({ userDataTargets: [8080] }),
    `TF004: userDataTargets has 8080, which is not a pattern; ${HOST}`,
  ],
  ['trust: a name, which no peer has', policy({ trust: ['orders'] }), `TF004: trust has "orders", ${ADDRESS}`],
  [
    'trust: a port, which no peer keeps',
    policy({ trust: ['10.0.0.1:8080'] }),
    `TF004: trust has "10.0.0.1:8080", ${ADDRESS}`,
  ],
  [
    'clusterDomain: half of the internet',
    policy({ clusterDomain: 'com' }),
    'TF009: clusterDomain is "com"; write a DNS domain of two labels or more, such as cluster.local',
  ],
  // Numbers and flags
  [
    'maxBytes: NaN',
    policy({ maxBytes: Number.NaN }),
    'TF005: maxBytes is NaN; write a whole number of bytes from 0 to 65536',
  ],
  [
    'maxBytes: half a byte',
    policy({ maxBytes: 0.5 }),
    'TF005: maxBytes is 0.5; write a whole number of bytes from 0 to 65536',
  ],
  [
    'maxBytes: text',
    policy({ maxBytes: '100' }),
    'TF005: maxBytes is "100"; write a whole number of bytes from 0 to 65536',
  ],
  [
    'expiresAfterMs: below zero',
    policy({ expiresAfterMs: -1 }),
    'TF005: expiresAfterMs is -1; write a number of milliseconds, 0 or more',
  ],
  ['verbatim: text', policy({ verbatim: 'yes' }), 'TF008: verbatim is "yes"; write true or false'],
  ['generate: a number', policy({ generate: 1 }), 'TF008: generate is 1; write true or false'],
  // Forwarders and propagators
  [
    'interceptor: no URL',
    () => interceptor('orders'),
    'TF011: interceptor() got "orders", which is not an http or https URL; write the URL that its Client or Pool was made with, such as \'http://orders:8080\'',
  ],
  [
    'interceptor: another scheme',
    () => interceptor('ftp://orders'),
    'TF011: interceptor() got "ftp://orders", which is not an http or https URL; write the URL that its Client or Pool was made with, such as \'http://orders:8080\'',
  ],
  [
    'MeshPropagator: an option of targets',
    () => new MeshPropagator({ targets: 'all' } as never),
    'TF007: unknown option "targets"; options are formats, headers, maxBytes, verbatim, generate',
  ],
  [
    'MeshPropagator: an unknown format',
    () => new MeshPropagator({ formats: ['zipkin' as never] }),
    `TF001: formats has "zipkin", which is not a format; ${FORMATS}`,
  ],
  // Beside a sidecar
  [
    'awaitSidecar: an unknown mesh',
    () => awaitSidecar({ mesh: 'consul' as never }),
    'TF020: mesh is "consul"; use auto, none, istio, linkerd, envoy',
  ],
  [
    'awaitSidecar: https',
    () => awaitSidecar({ readyUrl: 'https://127.0.0.1' }),
    `TF020: readyUrl is "https://127.0.0.1"; ${URL_OF_SIDECAR}`,
  ],
  [
    'awaitSidecar: no pause',
    () => awaitSidecar({ intervalMs: 0 }),
    'TF005: intervalMs is 0; write a number of milliseconds from 1 to 2147483647',
  ],
  [
    'awaitSidecar: what is not to be done',
    () => awaitSidecar({ onTimeout: 'explode' as never }),
    'TF020: onTimeout is "explode"; use warn, fail',
  ],
  [
    'quitSidecar: a misspelling',
    () => quitSidecar({ timeout: 5 } as never),
    'TF007: unknown option "timeout"; options are mesh, readyUrl, quitUrl, timeoutMs',
  ],
  [
    'gracefulServer: an object',
    () => gracefulServer({} as never),
    'TF020: gracefulServer got [object Object], which is not a server; pass what app.listen() returned, or a Fastify instance',
  ],
  [
    'gracefulServer: a signal that none can handle',
    () => gracefulServer(server, { signals: ['SIGKILL'] }),
    'TF020: signals has "SIGKILL", which is not one of them; use signals that a process can handle, such as SIGTERM',
  ],
  [
    'gracefulServer: a path without a slash',
    () => gracefulServer(server, { readiness: 'readyz' }),
    'TF020: readiness is "readyz"; use a path such as /readyz',
  ],
  [
    'gracefulServer: more than the pod has',
    () => gracefulServer(server, { graceMs: 40_000 }),
    'TF021: delayMs 5000 + graceMs 40000 + 1000 ms to end is more than terminationGracePeriodMs 30000; lower them, or raise terminationGracePeriodSeconds in the pod and name it here',
  ],
  [
    'deadline: no time at all',
    () => deadline({ defaultMs: 0 }),
    'TF005: defaultMs is 0; write a number of milliseconds from 1 to 2147483647',
  ],
  [
    'deadline: with a unit',
    () => deadline({ defaultMs: '2s' as never }),
    'TF005: defaultMs is "2s"; write a number of milliseconds from 1 to 2147483647',
  ],
  ['retries: no owner', () => retries({}), 'TF030: retryOwner is missing; set retryOwner to "mesh" or "app"'],
  ['retries: both', () => retries({ retryOwner: 'both' as never }), 'TF030: retryOwner is "both"; use mesh, app'],
  [
    'retries: half a try',
    () => retries({ retryOwner: 'app', limit: 1.5 }),
    'TF005: limit is 1.5; write a whole number from 0 to 100',
  ],
  [
    'warnings: a code that there is not',
    () => warnings({ ignore: ['TF999'] }),
    'TF020: ignore has "TF999"; use TF101, TF203, TF401, TF601',
  ],
  [
    'report: a number for a file',
    () => report({ file: 5 as never }),
    'TF026: the report 5 cannot be written: that is not a path; name a file in a folder that this process may write to',
  ],
  [
    'report: ten times a second is the most',
    () => report({ intervalMs: 10 }),
    'TF005: intervalMs is 10; write a number of milliseconds from 100 to 2147483647',
  ],
  // Tests
  [
    'startService: no upstreams',
    () => startService(server, {} as never),
    'TF040: upstreams is undefined; write upstreams: ["orders", ...] or { orders: {} }',
  ],
  [
    'startService: an upstream twice',
    () => startService(server, { upstreams: ['orders', 'orders'] }),
    'TF040: upstreams has "orders"; write each name once, of letters, digits and hyphens',
  ],
  [
    'startService: a misspelled option of an upstream',
    () => startService(command, { upstreams: { orders: { outsde: true } as never } }),
    'TF040: upstream "orders": unknown option "outsde"; options are host, outside, env, answer',
  ],
  [
    'startService: nothing for an upstream',
    () => startService(command, { upstreams: { orders: null as never } }),
    'TF040: upstream "orders": options are null, not an object such as { host: ... }; options are host, outside, env, answer',
  ],
  [
    'startService: a number for the environment',
    () => startService(command, { upstreams: [], env: 5 as never }),
    'TF040: env is 5; write env: { NAME: "value" }, or a function that returns such an object',
  ],
  [
    'startService: no headers to look for',
    () => startService(command, { upstreams: [], headers: [] }),
    'TF040: headers is [], which is an empty list; write names such as "x-request-id"',
  ],
]
