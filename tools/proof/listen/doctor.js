// What the doctor says about a file, through its own front door.
import { readFileSync } from 'node:fs'
import { copyFile, mkdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Writable } from 'node:stream'
import { run } from '@traceferry/doctor'

/** What its findings on listening mean for a caller. */
const meaning = { TF101: 'closed', TF102: 'closed', TF103: 'closed', TF104: 'open' }

/** @returns `ids` of its findings on listening, what it therefore `expects`, and its `messages` */
export async function examine(args, meshes) {
  const { findings } = JSON.parse(await doctor([...args, '--mesh', meshes.join(), '--format', 'json']))
  const own = findings.filter(({ id }) => meaning[id])
  const ids = [...new Set(own.map(({ id }) => id))].sort()
  const said = [...new Set(ids.map((id) => meaning[id]))]
  return {
    ids,
    expects: said.length === 0 ? 'works' : said.join(' and '), // both at once is never right
    messages: own.map(({ message, fix }) => `${message}: ${fix}`),
  }
}

/** The text of a file after `--fix`, or undefined if nothing can be fixed mechanically. */
export async function mend(file, folder, meshes) {
  await mkdir(folder)
  const copy = join(folder, basename(file))
  await copyFile(file, copy)
  await doctor([copy, '--mesh', meshes.join(), '--fix', '--format', 'json'])
  const text = readFileSync(copy, 'utf8')
  return text === readFileSync(file, 'utf8') ? undefined : text
}

async function doctor(args) {
  let text = ''
  const sink = (write) => new Writable({ write: (chunk, _, done) => done(write(String(chunk))) })
  const out = sink((chunk) => {
    text += chunk
  })
  let said = ''
  const error = sink((chunk) => {
    said += chunk
  })
  const code = await run(args, /** @type {any} */ ({ stdout: out, stderr: error, stdin: process.stdin, exitCode() {} }))
  if (code === 2) throw new Error(`the doctor could not read ${args[0]}: ${said}`)
  return text
}
