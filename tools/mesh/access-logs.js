// The access logs of one load: what each pod's Envoy has written since it began.
import { mkdir, open, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Envoys write once a second, some time after their answers. */
const writtenMs = 3000

/**
 * @param mesh with `accessLogs()`: by pod the paths of its logs, by what is in them: `logs` Istio's own format or Consul's,
 *   `traced` one with the headers of the trace
 * @returns `end(name)`: puts what has come by then into folders of that name, and gives them by what is in them
 */
export async function beginLogs(mesh) {
  const files = Object.entries(mesh.accessLogs()).flatMap(([pod, logs]) =>
    Object.entries(logs).map(([what, path]) => ({ pod, what, path })),
  )
  await sleep(writtenMs)
  const from = await Promise.all(files.map(sizeOf))
  return async (name) => {
    await sleep(writtenMs)
    /** @type {Record<string, string>} */
    const folders = {}
    for (const [index, { pod, what, path }] of files.entries()) {
      folders[what] = join(mesh.folder, `${name}-${what}`)
      await mkdir(folders[what], { recursive: true })
      await writeFile(join(folders[what], `${pod}.log`), await since(path, from[index]))
    }
    return folders
  }
}

const sizeOf = ({ path }) => stat(path).then(({ size }) => size)

async function since(path, position) {
  const { size } = await stat(path)
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - position), 0, size - position, position)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}
