/** Types of differences.js, for the tests. */
export declare const unsaid: readonly { readonly message: string; readonly object: RegExp; readonly why: string }[]
export declare const unexpected: readonly { readonly text: RegExp; readonly why: string }[]
