// Cells of tables on the site: a short one stays on one line, and a heading without a word is not a heading.

/** Characters that fit one line of a phone beside another column. */
const SHORT = 24

/** A plugin of markdown-it. Short cells get the class `short`; an empty `th`, which says nothing to a screen reader, becomes a `td`. */
export function tableCells(markdown) {
  markdown.core.ruler.push('table-cells', ({ tokens }) => {
    for (const [i, open] of tokens.entries()) {
      if (open.type !== 'td_open' && open.type !== 'th_open') continue
      const [inline, close] = tokens.slice(i + 1, i + 3)
      if (textOf(inline).length <= SHORT) open.attrJoin('class', 'short')
      if (open.type === 'th_open' && inline.content === '') open.tag = close.tag = 'td'
    }
  })
}

/** What a reader sees of a cell: the address of a link is not part of it. */
function textOf({ children, content }) {
  return children?.map((token) => token.content).join('') ?? content
}
