import { type Lines, pairsOf } from '@traceferry/core/internal'

/** As much of grpc-js's Metadata as we need; its own class is never imported. */
export interface Metadata {
  clone(): Metadata
  set(key: string, value: string | Buffer): void
  get(key: string): (string | Buffer)[]
  getMap(): Record<string, string | Buffer>
}

/** Inbound metadata as raw header lines: binary values in base64, as they stand on the wire. */
export function toLines(metadata: Metadata): string[] {
  const lines: string[] = []
  for (const key of Object.keys(metadata.getMap())) {
    for (const value of metadata.get(key)) lines.push(key, typeof value === 'string' ? value : value.toString('base64'))
  }
  return lines
}

/** The caller's metadata as the decision reads headers. */
export function toHeaders(metadata: Metadata): Record<string, string> {
  return Object.fromEntries(pairsOf(toLines(metadata)))
}

/** A copy with these pairs. "-bin" values are bytes in grpc-js, all others must be printable ASCII: one that is not stays behind. */
export function withPairs(metadata: Metadata, added: Lines): Metadata {
  const copy = metadata.clone()
  for (const [name, value] of pairsOf(added)) {
    if (!/^[0-9a-z_.-]+$/.test(name) || !/^[ -~]+$/.test(value)) continue
    copy.set(name, name.endsWith('-bin') ? Buffer.from(value, 'base64') : value)
  }
  return copy
}
