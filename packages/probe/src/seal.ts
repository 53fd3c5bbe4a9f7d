import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'

// A report travels in a header, which every proxy on the way and whoever replays a token can see. Only who has the secret
// can open it, and only as the answer to the probe with this nonce.

const CIPHER = 'aes-256-gcm'
const IV = 12
const TAG = 16

export function seal(secret: string, nonce: string, bytes: Uint8Array): string {
  // A token that two replicas took has two reports under one key: the vector must be a new one for each.
  const iv = randomBytes(IV)
  const cipher = createCipheriv(CIPHER, keyOf(secret, nonce), iv, { authTagLength: TAG })
  return Buffer.concat([iv, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]).toString('base64url')
}

/** What was sealed; throws for anything else. */
export function open(secret: string, nonce: string, sealed: string): Buffer {
  const bytes = Buffer.from(sealed, 'base64url')
  const decipher = createDecipheriv(CIPHER, keyOf(secret, nonce), bytes.subarray(0, IV), { authTagLength: TAG })
  decipher.setAuthTag(bytes.subarray(-TAG))
  return Buffer.concat([decipher.update(bytes.subarray(IV, -TAG)), decipher.final()])
}

function keyOf(secret: string, nonce: string): Buffer {
  return createHmac('sha256', secret).update(`report\n${nonce}`).digest()
}
