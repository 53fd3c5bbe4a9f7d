// Reads the listeners and the environment of processes from Linux's /proc. It can run in the app's own container, in
// `kubectl debug`, or in a sidecar container with a shared process namespace.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { withoutUserinfo } from '@traceferry/core/internal'
import { DoctorError, quote } from '../errors.ts'
import { withoutSecrets } from '../output/secrets.ts'
import { keepDocuments } from '../read/documents.ts'
import { placeOfLine, sourceOf } from '../read/source.ts'
import type { Listener, LiveReport } from './live-report.ts'

/** Reads these processes, or all that listen. Throws TF807 when one does not exist or nothing can be read. */
export function readProcesses(pids?: readonly string[]): LiveReport[] {
  if (process.platform !== 'linux')
    throw new DoctorError('TF807', `no /proc on ${process.platform}`, 'run --live inside the pod')
  const reports = (pids ?? all()).flatMap((pid) => {
    const report = reportOf(pid, pids !== undefined)
    return report && (pids || report.servers.length > 0) ? [report] : []
  })
  if (reports.length > 0) return reports
  throw new DoctorError('TF807', 'found no listening process', 'run as the same user, or as root, inside the pod')
}

/** The local addresses and inodes of the listening sockets in the text of /proc/net/tcp or tcp6. */
export function parseTcp(text: string): { address: string; port: number; inode: string }[] {
  return text
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/)
      const [host, port] = local.split(':')
      if (state !== '0A' || !host || !port) return []
      return [{ address: addressOf(host), port: Number.parseInt(port, 16), inode }]
    })
}

function all(): string[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
}

function reportOf(pid: string, isNamed: boolean): LiveReport | undefined {
  try {
    if (!/^\d+$/.test(pid)) throw new Error('not a number')
    const inodes = socketsOf(pid)
    const sockets = ['tcp', 'tcp6'].flatMap((name) => parseTcp(optional(`/proc/${pid}/net/${name}`)))
    const listening = sockets.filter(({ inode }) => inodes.has(inode))
    // One line for each variable. A PEM key has many lines, and each would look like a variable.
    const variables = optional(`/proc/${pid}/environ`)
      .replace(/[\r\n]/g, ' ')
      .replaceAll('\0', '\n')
    const source = sourceOf(`/proc/${pid}/environ`, variables)
    const environment = source.text.split('\n').flatMap((text, n) => {
      const at = text.indexOf('=')
      return at > 0 ? [{ name: text.slice(0, at), value: text.slice(at + 1), place: placeOfLine(source, n + 1) }] : []
    })
    const command = withoutUserinfo(withoutSecrets(optional(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim()))
    const title = command.length > 60 ? `${command.slice(0, 57)}...` : command
    // A text with one line for each listener, so that a finding has a line to show.
    const listeners = sourceOf(
      `/proc/${pid}/net/tcp`,
      listening.map(({ address, port }) => `LISTEN ${address}:${port}`).join('\n'),
    )
    keepDocuments(listeners, [])
    return {
      process: `process ${pid} (${title})`,
      place: placeOfLine(listeners, 1),
      at: ([part, n]) => placeOfLine(listeners, part === 'servers' ? Number(n) + 1 : 1),
      servers: listening.map(({ address, port }): Listener => ({ address, port })),
      agents: [],
      calls: [],
      environment,
    }
  } catch (error) {
    if (!isNamed) return undefined // it belongs to another user, or has ended
    throw new DoctorError(
      'TF807',
      `cannot read process ${quote(pid)}: ${(error as Error).message}`,
      'name a running process that this user may read',
    )
  }
}

function socketsOf(pid: string): Set<string> {
  const inodes = new Set<string>()
  for (const name of readdirSync(`/proc/${pid}/fd`)) {
    try {
      const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${name}`))?.[1]
      if (inode) inodes.add(inode)
    } catch {} // closed in the meantime
  }
  return inodes
}

/** Linux writes each group of four bytes in the byte order of the machine, which is little-endian wherever Node runs. */
function addressOf(hex: string): string {
  const bytes = hex
    .match(/.{8}/g)!
    .flatMap((word) => word.match(/../g)!.toReversed())
    .map((byte) => Number.parseInt(byte, 16))
  if (bytes.length === 4) return bytes.join('.')
  if (bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255)
    return bytes.slice(12).join('.')
  if (bytes.every((byte) => byte === 0)) return '::'
  if (bytes.slice(0, 15).every((byte) => byte === 0) && bytes[15] === 1) return '::1'
  const groups = Array.from({ length: 8 }, (_, n) => ((bytes[2 * n]! << 8) | bytes[2 * n + 1]!).toString(16))
  return groups.join(':')
}

function optional(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
