import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

// What a user of `npm run tool` and `npm run bench` sees, before any tool of the list has done anything.

const root = fileURLToPath(new URL('../../../', import.meta.url))

function open(door: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [door, ...args], { cwd: root, encoding: 'utf8' })
  return { status, stdout, stderr }
}

describe.each(['tools/tool.js', 'bench/run.js'])('%s', (door) => {
  const list = open(door)
  const names = [...list.stdout.matchAll(/^ {2}([a-z][a-z-]+) +\S/gm)].map(([, name = '']) => name)

  test('without a name lists all of them with one line each, as with --help', () => {
    expect(list.status).toBe(0)
    expect(names.length).toBeGreaterThan(8)
    expect(list.stdout.split('\n').every((line) => line.length < 160)).toBe(true)
    expect(open(door, '--help')).toEqual(list)
  })

  test('each of them is a file of its own, and calls itself by its name here', () => {
    const listed = [...readFileSync(join(root, door), 'utf8').matchAll(/\[?\s*'([a-z-]+)',\s+'([\w/-]+\.js)'/g)]
    expect(listed.map(([, name]) => name)).toEqual(names)
    for (const [, name = '', file = ''] of listed) {
      const text = readFileSync(join(root, dirname(door), file), 'utf8')
      expect(text.split('\n', 2).join(), file).toContain(`npm run ${dirname(door).replace(/s$/, '')} -- ${name}`)
    }
  })
})

test('an unknown name ends with 2 and the nearest name', () => {
  const { status, stderr } = open('tools/tool.js', 'matriks')
  expect(status).toBe(2)
  expect(stderr).toContain("unknown command 'matriks'\n(Did you mean matrix?)")
})

test('options go to the tool, and its exit code comes back', () => {
  const { status, stderr } = open('tools/tool.js', 'matrix', '--node', '19')
  expect(status).toBe(2)
  expect(stderr).toContain('no such Node line: 19')
  expect(open('bench/run.js', 'page', '--print').status).toBe(0)
})
