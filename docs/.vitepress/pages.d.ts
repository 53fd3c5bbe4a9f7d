/** The page that a file becomes, such as `headers.md` of `docs/headers.md`; undefined where it is not a page. */
export function pageOf(file: string): string | undefined
