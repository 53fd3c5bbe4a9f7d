// What expected-pod.js exports.
export declare const initContainer: Readonly<Record<string, unknown>>
export declare function expectedPod<P extends object>(
  pod: P,
  expected: { readonly injected: Readonly<Record<string, string>>; readonly left?: string; readonly note?: string },
): P
