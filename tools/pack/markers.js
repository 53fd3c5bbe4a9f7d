// Parts of a page that a command writes, between two invisible comments.

/** The text with what stands between `<!-- name -->` and the next `<!-- end -->` replaced. */
export function replaced(text, name, content) {
  const start = text.indexOf(`<!-- ${name} -->`)
  const end = text.indexOf('<!-- end -->', start)
  if (start < 0 || end < 0) throw new Error(`the page has no <!-- ${name} --> ... <!-- end -->`)
  return `${text.slice(0, start)}<!-- ${name} -->\n\n${content}\n\n${text.slice(end)}`
}

/** A table in Markdown. */
export function markdown(head, rows) {
  return [head, head.map(() => '---'), ...rows].map((line) => `| ${line.join(' | ')} |`).join('\n')
}
