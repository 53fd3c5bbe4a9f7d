// Wrong values of variables.

import { createServer } from 'node:http'
import { createPolicy } from '@traceferry/core'
import { probe } from '@traceferry/probe'
import { awaitSidecar, deadline, gracefulServer, retries } from '@traceferry/sidecar'
import { report } from '@traceferry/sidecar/report'
import { vi } from 'vitest'
import { ADDRESS, FLAG, FORMATS, HOST, MS, NAME, SECRET, URL_OF_SIDECAR, type Wrong } from './texts.ts'

const server = createServer()
const environment = (variables: Record<string, string>) => () => createPolicy({}, variables)
const inEnvironment = (variables: Record<string, string>, read: () => unknown) => () => {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value)
  return read()
}

export const variables: readonly Wrong[] = [
  [
    'commas alone',
    environment({ TRACEFERRY_HEADERS: ',,' }),
    'TF006: TRACEFERRY_HEADERS is ",,", which names nothing; write a list such as one,two, or remove it',
  ],
  [
    'a format among others',
    environment({ TRACEFERRY_FORMATS: 'w3c, zipkin' }),
    `TF001: TRACEFERRY_FORMATS has "zipkin", which is not a format; ${FORMATS}`,
  ],
  [
    'a header of one hop',
    environment({ TRACEFERRY_HEADERS: 'end-user,host' }),
    'TF003: TRACEFERRY_HEADERS has "host", which is for one hop only; remove it: on another call, it would steer or break the next proxy',
  ],
  [
    'a rename to nothing',
    environment({ TRACEFERRY_HEADERS: 'x-a=' }),
    `TF002: TRACEFERRY_HEADERS has "", which is not a header name; ${NAME}`,
  ],
  [
    'a target with a scheme',
    environment({ TRACEFERRY_TARGETS: 'http://x' }),
    `TF004: TRACEFERRY_TARGETS has "http://x", which is not the name of a host; ${HOST}`,
  ],
  [
    'a peer by name',
    environment({ TRACEFERRY_TRUST: 'localhost' }),
    `TF004: TRACEFERRY_TRUST has "localhost", ${ADDRESS}`,
  ],
  [
    'bytes with a unit',
    environment({ TRACEFERRY_MAX_BYTES: '8k' }),
    'TF005: TRACEFERRY_MAX_BYTES is "8k"; write a whole number of bytes from 0 to 65536',
  ],
  [
    'bytes in another notation',
    environment({ TRACEFERRY_MAX_BYTES: '0x10' }),
    'TF005: TRACEFERRY_MAX_BYTES is "0x10"; write a whole number of bytes from 0 to 65536',
  ],
  [
    'a time in words',
    environment({ TRACEFERRY_EXPIRES_AFTER_MS: 'never' }),
    'TF005: TRACEFERRY_EXPIRES_AFTER_MS is "never"; write a number of milliseconds, 0 or more',
  ],
  ['yes', environment({ TRACEFERRY_VERBATIM: 'yes' }), `TF008: TRACEFERRY_VERBATIM is "yes"; ${FLAG}`],
  ['on', environment({ TRACEFERRY_DISABLED: 'on' }), `TF008: TRACEFERRY_DISABLED is "on"; ${FLAG}`],
  ['verbose', environment({ TRACEFERRY_DEBUG: 'verbose' }), `TF008: TRACEFERRY_DEBUG is "verbose"; ${FLAG}`],
  [
    'a domain of one label',
    environment({ TRACEFERRY_CLUSTER_DOMAIN: 'local' }),
    'TF009: TRACEFERRY_CLUSTER_DOMAIN is "local"; write a DNS domain of two labels or more, such as cluster.local',
  ],
  [
    'a mesh',
    inEnvironment({ TRACEFERRY_MESH: 'consul' }, () => awaitSidecar()),
    'TF020: TRACEFERRY_MESH is "consul"; use auto, none, istio, linkerd, envoy',
  ],
  [
    'a URL',
    inEnvironment({ TRACEFERRY_READY_URL: '127.0.0.1:15021' }, () => awaitSidecar()),
    `TF020: TRACEFERRY_READY_URL is "127.0.0.1:15021"; ${URL_OF_SIDECAR}`,
  ],
  [
    'a time with a unit',
    inEnvironment({ TRACEFERRY_AWAIT_TIMEOUT_MS: '2s' }, () => awaitSidecar()),
    `TF005: TRACEFERRY_AWAIT_TIMEOUT_MS is "2s"; ${MS}`,
  ],
  [
    'a switch',
    inEnvironment({ TRACEFERRY_AWAIT_DISABLED: 'maybe' }, () => awaitSidecar()),
    `TF008: TRACEFERRY_AWAIT_DISABLED is "maybe"; ${FLAG}`,
  ],
  [
    'a delay',
    inEnvironment({ TRACEFERRY_DRAIN_DELAY_MS: '-5' }, () => gracefulServer(server)),
    `TF005: TRACEFERRY_DRAIN_DELAY_MS is "-5"; ${MS}`,
  ],
  [
    'a flag of deadlines',
    inEnvironment({ TRACEFERRY_DEADLINE_STREAMS: 'on' }, () => deadline()),
    `TF008: TRACEFERRY_DEADLINE_STREAMS is "on"; ${FLAG}`,
  ],
  [
    'an owner',
    inEnvironment({ TRACEFERRY_RETRY_OWNER: 'both' }, () => retries()),
    'TF030: TRACEFERRY_RETRY_OWNER is "both"; use mesh, app',
  ],
  [
    'a folder that is not there',
    inEnvironment({ TRACEFERRY_REPORT: '/no/such/r.json' }, () => report()),
    `TF026: the report "/no/such/r.json" cannot be written: ENOENT: no such file or directory, open '/no/such/r.json.${process.pid}.tmp'; name a file in a folder that this process may write to`,
  ],
  [
    'a short secret, which is not shown',
    () => probe({ TRACEFERRY_PROBE_SECRET: 'hunter2' }),
    'TF050: TRACEFERRY_PROBE_SECRET has 7 characters; use 16 or more random characters, such as `openssl rand -hex 32` prints',
  ],
  [
    'a URL for a host',
    () => probe({ TRACEFERRY_PROBE_SECRET: SECRET, TRACEFERRY_PROBE_HOSTS: 'http://orders' }),
    'TF052: TRACEFERRY_PROBE_HOSTS has "http://orders", which is not a host name; write orders',
  ],
]
