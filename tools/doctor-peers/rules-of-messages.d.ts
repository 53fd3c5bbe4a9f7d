/** Types of rules-of-messages.js, for the tests. */
export declare const messages: Readonly<Record<string, { readonly rules?: readonly string[]; readonly why?: string }>>
