// A certificate for localhost, for the upstreams of https and HTTP/2.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** { key, cert }, good for two days. */
export function certificate() {
  const folder = mkdtempSync(join(tmpdir(), 'traceferry-context-'))
  const [key, cert] = ['key.pem', 'cert.pem'].map((name) => join(folder, name))
  try {
    const names = 'subjectAltName=DNS:localhost,IP:127.0.0.1'
    const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
    const subject = ['-subj', '/CN=localhost', '-addext', names]
    execFileSync('openssl', ['req', ...kind, '-keyout', key, '-out', cert, ...subject], { stdio: 'ignore' })
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
