// Reads and writes the metadata of grpc-js.
import { type Lines, pairsOf } from '@traceferry/core/internal'

/** The part of grpc-js's Metadata that we need. Its own class is never imported. */
export interface Metadata {
  clone(): Metadata
  set(key: string, value: string | Buffer): void
  get(key: string): (string | Buffer)[]
  getMap(): Record<string, string | Buffer>
}

/** Inbound metadata as raw header lines: binary values in base64, as they are on the wire. */
export function toLines(metadata: Metadata): string[] {
  const lines: string[] = []
  for (const key of Object.keys(metadata.getMap())) {
    for (const value of metadata.get(key)) lines.push(key, typeof value === 'string' ? value : value.toString('base64'))
  }
  return lines
}

/** The caller's metadata, in the form in which the decision reads headers. */
export function toHeaders(metadata: Metadata): Record<string, string> {
  return Object.fromEntries(pairsOf(toLines(metadata)))
}

/**
 * A copy with these pairs. "-bin" values are bytes in grpc-js. All others must be printable ASCII; a value that is not
 * is left out.
 */
export function withPairs(metadata: Metadata, added: Lines): Metadata {
  const copy = metadata.clone()
  for (const [name, value] of pairsOf(added)) {
    if (!/^[0-9a-z_.-]+$/.test(name) || !/^[ -~]+$/.test(value)) continue
    copy.set(name, name.endsWith('-bin') ? Buffer.from(value, 'base64') : value)
  }
  return copy
}
