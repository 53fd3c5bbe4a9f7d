// Runs --fix on a copy of a tree, and takes apart what it wrote: each edit, and whether every other byte is what it was.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const binary = fileURLToPath(new URL('../../packages/doctor/bin/doctor.js', import.meta.url))

/**
 * The edits of a tree, such as `+ appProtocol: http`, and how often each was made.
 * @returns {Record<string, number>}
 */
export function fixTree(folder, paths, mesh) {
  const copy = mkdtempSync(join(tmpdir(), 'doctor-fix-'))
  try {
    const edits = {}
    for (const path of paths) {
      mkdirSync(dirname(join(copy, path)), { recursive: true })
      cpSync(join(folder, path), join(copy, path), { recursive: true })
      spawnSync(process.execPath, [binary, path, '--mesh', mesh, '--fix', '--format', 'json'], {
        cwd: copy,
        maxBuffer: 1 << 28,
      })
      for (const file of filesIn(copy, path))
        for (const edit of editsOf(readFileSync(join(folder, file)), readFileSync(join(copy, file))))
          edits[edit] = (edits[edit] ?? 0) + 1
    }
    return edits
  } finally {
    rmSync(copy, { recursive: true })
  }
}

function filesIn(root, path) {
  if (!statSync(join(root, path)).isDirectory()) return [path]
  return readdirSync(join(root, path)).flatMap((name) => filesIn(root, join(path, name)))
}

/** Lines that came, that went, and that changed. Lines keep their `\r`, so a byte that changed otherwise is a line that changed. */
export function editsOf(before, after) {
  if (before.equals(after)) return []
  const [old, fresh] = [before, after].map((bytes) => bytes.toString('latin1').split('\n'))
  const edits = []
  let n = 0
  for (let at = 0; at < fresh.length; at++) {
    if (fresh[at] === old[n]) n += 1
    else if (fresh[at + 1] === old[n]) edits.push(`+ ${fresh[at].trim()}`)
    else if (fresh[at] === old[n + 1]) {
      edits.push(`- ${old[n].trim()}`)
      n += 2
    } else {
      edits.push(n < old.length ? `- ${old[n].trim()} + ${fresh[at].trim()}` : `+ ${fresh[at].trim()}`)
      n += 1
    }
  }
  return [...edits, ...old.slice(n).map((line) => `- ${line.trim()}`)]
}
