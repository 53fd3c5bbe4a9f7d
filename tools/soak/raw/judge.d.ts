export interface Call {
  readonly kind: 'in' | 'out' | 'twin' | undefined
  readonly carried: readonly (readonly [string, string])[]
}
export type Problem = readonly [kind: string, detail: string]
export declare function readCall(head: string): Call
export declare function problemsOf(call: Call, request: { text: string; pairs?: string[][]; plain?: string }): Problem[]
