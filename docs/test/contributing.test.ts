import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { blocksOf, root } from './support/pages.ts'

// What CONTRIBUTING.md names is there, so that a newcomer can follow it.

const text = readFileSync(`${root}CONTRIBUTING.md`, 'utf8')
const { scripts } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))
const code = [...text.matchAll(/`([^`\n]+)`/g)].map(([, inside = '']) => inside)
const commands = [...code, ...blocksOf('CONTRIBUTING.md').flatMap((block) => block.code.split('\n'))]
/** What the steps make: they take these names as examples. */
const MADE = /needle|polka|TF308|tf308/

test('files and folders', () => {
  const named = commands.flatMap(
    (words) => words.match(/(?<=^|\s)(?:packages|docs|tools|examples|bench)\/[\w./-]+/g) ?? [],
  )
  const paths = [...new Set(named)].filter((path) => !MADE.test(path))
  expect(paths.length).toBeGreaterThan(20)
  expect(paths.filter((path) => !existsSync(`${root}${path}`))).toEqual([])
})

test('scripts and tools', () => {
  const run = commands.flatMap((words) => [...words.matchAll(/\bnpm (?:run )?([a-z]+)(?: -- ([a-z-]+))?/g)])
  expect(run.length).toBeGreaterThan(10)
  const tools = execFileSync(process.execPath, [`${root}tools/tool.js`], { encoding: 'utf8' })
  for (const [words, script = '', tool] of run) {
    if (script === 'install') continue
    expect(scripts, words).toHaveProperty(script)
    if (script === 'tool' && tool !== undefined) expect(tools, words).toContain(`\n  ${tool} `)
  }
})
