// Recognizes Helm and Go templates.
/** Whether a text has template actions, as charts have before they are rendered. */
export function isTemplate(text: string): boolean {
  // The same as /\{\{-?\s*[^}\n]*\}\}/, which takes quadratic time on a line of braces.
  const stops = /[}\n]/g
  let stop = -1
  for (let open = text.indexOf('{{'); open !== -1; open = text.indexOf('{{', open + 1)) {
    const inner = /-?\s*/y
    inner.lastIndex = open + 2
    const from = open + 2 + inner.exec(text)![0].length
    if (stop < from) {
      stops.lastIndex = from
      stop = stops.exec(text)?.index ?? text.length
    }
    if (text.startsWith('}}', stop)) return true
  }
  return false
}
