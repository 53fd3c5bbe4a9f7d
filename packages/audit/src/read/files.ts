// Which files a path stands for, and what their names say about the lines in them.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { AuditError } from '../errors.ts'
import { podName } from '../formats/pod-name.ts'
import { isFolder } from './open.ts'
import type { Input } from './sink.ts'

const MOST_FILES = 50_000
/** Logs and traces, including compressed ones. Other files in a folder are ignored; a file given by name is read. */
const read = /\.(log|logs|txt|json|jsonl|ndjson|out)(\.\d+)?(\.gz)?$/i

/** All files below the paths, in order. `-` is standard input. */
export async function inputsOfPaths(paths: readonly string[]): Promise<readonly Input[]> {
  const found: Input[] = []
  for (const path of paths) {
    if (path !== '-' && (await isFolder(path))) await walk(path, found)
    else found.push(inputOfPath(path))
  }
  return found
}

async function walk(folder: string, found: Input[]): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true })
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name)
    if (entry.isDirectory() && !entry.name.startsWith('.')) await walk(path, found)
    else if (entry.isFile() && read.test(entry.name)) found.push(inputOfPath(path))
    if (found.length > MOST_FILES)
      throw new AuditError('TF821', `${folder} has more than ${MOST_FILES} files`, 'give a part of it')
  }
}

/** Kubelet's names: `pods/NS_POD_UID/CONTAINER/0.log` and `containers/POD_NS_CONTAINER-ID.log`. Otherwise the file's own name. */
export function inputOfPath(path: string): Input {
  const kubelet =
    /(?:^|\/)(?<ns>[^/_]+)_(?<pod>[^/_]+)_[0-9a-f-]{32,36}\/[^/]+\/[^/]+$/.exec(path)?.groups ??
    /(?:^|\/)(?<pod>[^/_]+)_(?<ns>[^/_]+)_[^/]+-[0-9a-f]{64}\.log[^/]*$/.exec(path)?.groups
  if (kubelet !== undefined)
    return { name: path, instance: kubelet.pod, workload: podName(kubelet.pod ?? ''), namespace: kubelet.ns }
  if (path === '-') return { name: path }
  const file = path.replace(/^.*\//, '').replace(/(\.[a-z]+|\.\d+)+$/i, '')
  return { name: path, workload: podName(file) }
}
