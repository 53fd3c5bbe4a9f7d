// rules.js runs without a build; this is for the tests that import it.
export const proofs: readonly { readonly id: string }[]
export const unproved: Readonly<Record<string, string>>
