// The target of a call, and the patterns that users write for targets.

/** A call's target, as a function among the patterns gets it. The host is canonical: lower case, no brackets. */
export interface Target {
  /** Name or address, without brackets and without the port. */
  readonly host: string
  /** As written in the URL, or the protocol's default. */
  readonly port: number
  /** As in a URL. */
  readonly protocol: string
}

/** `orders.example.com`, `*.example.com`, `10.1.0.0/16`, any of them with `:port`, `all`, or a function. */
export type TargetPattern = string | ((target: Target) => boolean)
