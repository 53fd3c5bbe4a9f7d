// A project by someone who has never seen this repository: its files copied into a separate folder, its dependencies installed by
// npm from the tarballs, built with its own tools.
import { cpSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { nodeBinary } from '../shared/nodes.js'
import { run } from '../shared/processes.js'

const projects = fileURLToPath(new URL('projects', import.meta.url))

// What `npm run` tells its children is about this repository.
const ours = Object.keys(process.env).filter((name) =>
  /^npm_(?!config_(cache|registry|userconfig))|^INIT_CWD$/.test(name),
)

/** The environment of a program of a project: another Node where it needs one. */
export function environment(node) {
  const path = node === undefined ? {} : { PATH: `${dirname(nodeBinary(node))}:${process.env.PATH}` }
  return { ...Object.fromEntries(ours.map((name) => [name, undefined])), NO_UPDATE_NOTIFIER: '1', ...path }
}

/** Copies `projects/common` and the project's own files into a folder, with `files` besides: text by name. */
export function layOut(folder, name, files) {
  for (const part of ['common', name]) cpSync(join(projects, part), folder, { recursive: true })
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text)
}

/** `npm install` as a stranger would run it. */
export function install(folder, packages = [], env = environment()) {
  const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error']
  return run('npm', ['install', ...quiet, ...packages], { cwd: folder, env })
}

/** The project's own `npm run build`. */
export function build(folder, env = environment()) {
  return run('npm', ['run', 'build', '--silent'], { cwd: folder, env })
}
