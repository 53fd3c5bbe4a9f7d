// Encrypts reports, and opens them again.
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'

// A report travels in a header. Every proxy on the way can see it, and so can a client that replays a token. Only the secret
// opens it, and only as the response to the probe with this nonce.

const CIPHER = 'aes-256-gcm'
const IV = 12
const TAG = 16

export function seal(secret: string, nonce: string, bytes: Uint8Array): string {
  // Two replicas that accept one token make two reports with one key, so each report needs a new vector.
  const iv = randomBytes(IV)
  const cipher = createCipheriv(CIPHER, keyOf(secret, nonce), iv, { authTagLength: TAG })
  return Buffer.concat([iv, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]).toString('base64url')
}

/** Opens what `seal` made; throws for anything else. */
export function open(secret: string, nonce: string, sealed: string): Buffer {
  const bytes = Buffer.from(sealed, 'base64url')
  const decipher = createDecipheriv(CIPHER, keyOf(secret, nonce), bytes.subarray(0, IV), { authTagLength: TAG })
  decipher.setAuthTag(bytes.subarray(-TAG))
  return Buffer.concat([decipher.update(bytes.subarray(IV, -TAG)), decipher.final()])
}

function keyOf(secret: string, nonce: string): Buffer {
  return createHmac('sha256', secret).update(`report\n${nonce}`).digest()
}
