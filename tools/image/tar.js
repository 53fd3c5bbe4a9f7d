// Writes files as a tar archive (POSIX ustar), the same bytes for the same files: no times, no names of users.

/**
 * @param {readonly { path: string, bytes?: Buffer, executable?: boolean }[]} files in order. A path with a slash at the end is a folder
 * @returns {Buffer} the archive
 */
export function tarOf(files) {
  const parts = files.flatMap(({ path, bytes = Buffer.alloc(0), executable = false }) => [
    header(path, bytes.length, path.endsWith('/') || executable ? 0o755 : 0o644),
    bytes,
    Buffer.alloc((512 - (bytes.length % 512)) % 512),
  ])
  return Buffer.concat([...parts, Buffer.alloc(1024)])
}

function header(path, size, mode) {
  if (Buffer.byteLength(path) > 100) throw new Error(`${path} is too long for a name in the image`)
  const block = Buffer.alloc(512)
  const octal = (value, at, width) => block.write(value.toString(8).padStart(width - 1, '0'), at)
  block.write(path, 0)
  octal(mode, 100, 8)
  octal(0, 108, 8) // user
  octal(0, 116, 8) // group
  octal(size, 124, 12)
  octal(0, 136, 12) // time
  block.write('        ', 148)
  block.write(path.endsWith('/') ? '5' : '0', 156)
  block.write('ustar\u000000', 257)
  const sum = block.reduce((all, byte) => all + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\u0000 `, 148)
  return block
}

/**
 * Reads what tarOf() has written, in order.
 * @param {Buffer} archive
 * @returns {{ path: string, mode: number, bytes: Buffer }[]}
 */
export function filesOf(archive) {
  const files = []
  for (let at = 0; archive[at] !== 0; ) {
    const text = (from, length) => archive.toString('latin1', at + from, at + from + length).split('\u0000')[0]
    const [path, mode, size] = [text(0, 100), Number.parseInt(text(100, 8), 8), Number.parseInt(text(124, 12), 8)]
    files.push({ path, mode, bytes: archive.subarray(at + 512, at + 512 + size) })
    at += 512 + Math.ceil(size / 512) * 512
  }
  return files
}
