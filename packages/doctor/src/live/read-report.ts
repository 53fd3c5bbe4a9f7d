// Reads a report that a process wrote about itself, from a file or a URL.
import { parseDocument } from 'yaml'
import { DoctorError, quote } from '../errors.ts'
import { withoutSecrets } from '../output/secrets.ts'
import { keepDocuments } from '../read/documents.ts'
import { type Field, fieldOf } from '../read/field.ts'
import { failureText, readText } from '../read/read-text.ts'
import { resourceOf } from '../read/resource.ts'
import { sourceOf } from '../read/source.ts'
import type { Agent, Listener, LiveReport, OutboundCalls } from './live-report.ts'

/** A report is small, but a wrong URL may return anything. */
const maxBytes = 1024 * 1024

/**
 * Reads a report that a process wrote about itself, from a file or a URL (within 5 s). All members but `version` are optional:
 *
 *     { "version": 1, "process": "orders",
 *       "servers": [{ "address": "0.0.0.0", "port": 8080, "keepAliveTimeout": 5000, "keepAliveTimeoutBuffer": 1000 }],
 *       "agents": [{ "name": "http.globalAgent", "keepAlive": true, "idleTimeout": 5000, "maxSockets": 50, "pending": 0 }],
 *       "calls": [{ "host": "payments", "protocol": "http:", "count": 12, "inContext": 12, "forwarded": 12,
 *                   "timeout": 500, "retries": 2 }] }
 *
 * Times are in ms. Throws TF807 when it cannot be read or is not a report.
 */
export async function readReport(name: string): Promise<LiveReport> {
  const source = sourceOf(name, /^https?:\/\//.test(name) ? await fetchText(name) : fromFile(name))
  const document = parseDocument(source.text, { logLevel: 'silent', uniqueKeys: false })
  keepDocuments(source, [document])
  const value = document.errors.length === 0 ? (document.toJS() as unknown) : undefined
  if ((value as { version?: unknown } | null | undefined)?.version !== 1) {
    throw new DoctorError(
      'TF807',
      `${quote(name)} is not a report of version 1`,
      'give a JSON report with "version": 1',
    )
  }
  const root = fieldOf(resourceOf(source, 0, { apiVersion: '', kind: '', ...(value as object) }))
  return {
    process: withoutSecrets(root.get('process').text() ?? name),
    place: root.place,
    at: (path) => root.get(...path).place,
    servers: root.get('servers').items().map(serverOf),
    agents: root.get('agents').items().map(agentOf),
    calls: root.get('calls').items().map(callsOf),
    environment: [],
  }
}

function serverOf(field: Field): Listener {
  return {
    address: field.get('address').text() ?? '::',
    port: field.get('port').number() ?? 0,
    ...numbers(field, ['keepAliveTimeout', 'keepAliveTimeoutBuffer']),
  }
}

function agentOf(field: Field): Agent {
  const keepAlive = field.get('keepAlive').value !== false
  return {
    name: field.get('name').text() ?? 'an agent',
    keepAlive,
    ...numbers(field, ['idleTimeout', 'maxSockets', 'pending']),
  }
}

function callsOf(field: Field): OutboundCalls {
  return {
    host: field.get('host').text() ?? '',
    protocol: field.get('protocol').text() ?? 'http:',
    count: field.get('count').number() ?? 0,
    ...numbers(field, ['inContext', 'forwarded', 'timeout', 'retries']),
  }
}

function numbers<K extends string>(field: Field, keys: readonly K[]): Partial<Record<K, number>> {
  const given = keys.flatMap((key) => {
    const value = field.get(key).number()
    return value === undefined ? [] : [[key, value] as const]
  })
  return Object.fromEntries(given) as Partial<Record<K, number>>
}

function fromFile(name: string): string {
  try {
    return readText(name, maxBytes)
  } catch (error) {
    throw new DoctorError(
      'TF807',
      `cannot read the report ${quote(name)}: ${failureText(error)}`,
      'name a file or a URL',
    )
  }
}

async function fetchText(url: string): Promise<string> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5000), redirect: 'error' })
    if (!response.ok) throw new Error(`status ${response.status}`)
    return await textOf(response)
  } catch (error) {
    throw new DoctorError(
      'TF807',
      `cannot fetch the report ${url}: ${(error as Error).message}`,
      'check that the process serves it',
    )
  }
}

/** Counts the bytes as they arrive, because a response may never end. */
async function textOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body ?? []) {
    size += chunk.length
    if (size > maxBytes) throw new Error('larger than 1 MiB')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
