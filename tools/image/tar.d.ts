// What tar.js exports.
export declare function tarOf(
  files: readonly { readonly path: string; readonly bytes?: Buffer; readonly executable?: boolean }[],
): Buffer
export declare function filesOf(
  archive: Buffer,
): { readonly path: string; readonly mode: number; readonly bytes: Buffer }[]
