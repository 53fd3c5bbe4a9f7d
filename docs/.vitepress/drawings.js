// Drawings on the site: on a phone they scroll, and what scrolls must be reachable by keys.

/** A plugin of markdown-it: a paragraph that is one drawing gets the class `drawing`, and can be focused. */
export function drawings(markdown) {
  markdown.core.ruler.push('drawings', ({ tokens }) => {
    for (const [i, { type, children }] of tokens.entries()) {
      if (type !== 'inline' || children.length !== 1 || children[0].type !== 'image') continue
      if (!children[0].attrGet('src').endsWith('.svg')) continue
      tokens[i - 1].attrJoin('class', 'drawing')
      tokens[i - 1].attrSet('tabindex', '0')
    }
  })
}
