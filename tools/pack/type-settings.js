// The compilers that the code of the pages is compiled by, and how. A NEW TYPESCRIPT, OR A NEW SETTING, IS ONE LINE HERE.

/** What is installed, by the name that it stands under. */
export const compilers = { 5.4: '5.4.5', 5.6: '5.6.3', 5.9: '5.9.3', '6.0': '6.0.3', '7.0': '7.0.2' }

const node10 = { moduleResolution: 'node10' }
const bundler = { moduleResolution: 'bundler' }

/** `kind` is the extension of the files. In CommonJS nothing can be awaited outside a function. */
export const settings = [
  { name: 'node16, ES modules', kind: 'mts', options: { module: 'node16' } },
  { name: 'node16, CommonJS', kind: 'cts', options: { module: 'node16' } },
  { name: 'nodenext, ES modules', kind: 'mts', options: { module: 'nodenext' } },
  { name: 'nodenext, CommonJS', kind: 'cts', options: { module: 'nodenext' } },
  { name: 'esnext, bundler', kind: 'mts', options: { module: 'esnext', ...bundler } },
  { name: 'preserve, bundler', kind: 'mts', options: { module: 'preserve', ...bundler } },
  // TypeScript 6 speaks against node10, and 7 has none.
  { name: 'commonjs, node10', kind: 'cts', options: { module: 'commonjs', ...node10 }, until: 5 },
  { name: 'commonjs, bundler', kind: 'cts', options: { module: 'commonjs', ...bundler }, from: 6 },
]

/** Whether a TypeScript has this setting. */
export function has(version, { from = 0, until = Number.POSITIVE_INFINITY }) {
  const major = Number.parseInt(version, 10)
  return major >= from && major <= until
}
