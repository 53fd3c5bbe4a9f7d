// What layout.js exports.
export declare const architectures: readonly string[]
export declare function buildLayout(
  folder: string,
  options?: { readonly only?: readonly string[]; readonly revision?: string },
): Promise<string>
