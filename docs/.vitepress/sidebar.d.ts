interface Group {
  readonly text: string
  readonly items: readonly { readonly text: string; readonly link: string }[]
}

/** The side bars by the beginning of a page's path, in VitePress's form. */
export const sidebar: Readonly<Record<'/measured/' | '/packages/' | '/api/' | '/project/' | '/', readonly Group[]>>
