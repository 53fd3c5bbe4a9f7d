// releases.js runs without a build; this is for the tests that import it.
export const releases: readonly string[]
export const tracerNames: readonly string[]
