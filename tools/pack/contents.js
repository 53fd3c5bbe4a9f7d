// The files inside a tarball: what must be there, and what must never be.
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const needed = ['package.json', 'README.md', 'LICENSE', 'dist/index.js', 'dist/index.d.ts', 'src/index.ts']
const unwanted =
  /(^|\/)(test|tests|fixtures|coverage|node_modules)\/|\.tsbuildinfo$|\.tgz$|(^|\/)\.|\.(pem|key|p12|log)$/

// Shapes of what people have published by mistake. Without word boundaries: tar prints file after file with nothing between.
const secrets = {
  'a private key': /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  'an npm token': /npm_[A-Za-z0-9]{36}/,
  'a GitHub token': /(gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{60})/,
  'an AWS key': /(AKIA|ASIA)[A-Z0-9]{16}/,
  'a registry login': /_authToken\s*=/,
}

/** What is wrong with the files of a packed package. */
export function contentFaults({ file, files }) {
  const text = execFileSync('tar', ['-xzOf', file], { encoding: 'utf8', maxBuffer: 64 << 20 })
  return [
    ...needed.filter((path) => !files.includes(path)).map((path) => `${path} is not in the tarball`),
    ...files.filter((path) => unwanted.test(path)).map((path) => `${path} does not belong into the tarball`),
    ...Object.entries(secrets).flatMap(([name, shape]) => (shape.test(text) ? [`the tarball holds ${name}`] : [])),
    ...(text.includes(root) ? ['the tarball names the folder in which it was built'] : []),
  ]
}
