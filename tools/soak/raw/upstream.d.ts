export interface RawUpstream {
  readonly port: number
  close(): void
}
export declare function startUpstream(host: string, seen: (head: string) => void): Promise<RawUpstream>
