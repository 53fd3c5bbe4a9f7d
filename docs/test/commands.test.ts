import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { compile } from '@traceferry/testkit'
import { describe, expect, test } from 'vitest'
import { commandsOf, flagsOf } from './support/commands.ts'
import { isAlias } from './support/folder.ts'
import { allBlocks, root, titleOf } from './support/pages.ts'

// What the documentation tells people to type: it is sound bash, and what of it is ours exists, with these options.

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> }
const blocks = allBlocks('sh')
// What the tool runs in empty folders needs no look here: its programs are not ours.
const own = blocks.filter(({ notRun }) => !notRun?.includes('npm run tool -- first-use'))
const commands = own.flatMap((block) => commandsOf(block.code).map((command) => ({ block, ...command })))
const require = createRequire(join(root, 'package.json'))

/** Programs that are not ours: their commands are read by bash, and no more. */
const THEIRS = ['curl', 'helm', 'istioctl', 'kind', 'k3d', 'kubectl', 'kustomize', 'linkerd', 'next']

const checks: Readonly<Record<string, (words: readonly string[]) => void>> = {
  npm: ([, what = '', ...rest]) => {
    if (what === 'install') return isKnown(rest.filter((word) => !word.startsWith('-')))
    const name = what === 'run' ? (rest[0] ?? '') : what
    if (name === 'start') return // the reader's own
    expect(Object.keys(scripts)).toContain(name)
    // An option after `--` stands somewhere in the folder of the script that it is for.
    const script = /node (\S+\/)\w+\.js$/.exec(scripts[name] ?? '')?.[1]
    const mine = rest.includes('--') ? flagsOf(rest.slice(rest.indexOf('--') + 1)) : []
    for (const flag of mine) expect(textOf(script ?? 'none'), `${name} ${flag}`).toContain(flag.slice(2))
  },
  npx: ([, ...words]) => {
    const [program = '', ...rest] = words
    if (program === '@traceferry/audit') return accepts(['audit'], rest)
    if (program === '@traceferry/doctor') return accepts(['doctor'], rest)
    if (program === '@traceferry/cli') return accepts([rest[0] ?? ''], rest.slice(1))
    if (program === '@traceferry/inject') return accepts(['inject'], rest)
    throw new Error(`npx ${program}: not ours`)
  },
  traceferry: ([, name = '', ...rest]) => accepts([name], rest),
  node: ([, ...words]) => {
    const imported = words[words.indexOf('--import') + 1]
    if (words.includes('--import') && imported?.startsWith('@traceferry/')) require.resolve(imported)
  },
}

describe('commands', () => {
  test.each(blocks.map((block) => [titleOf(block), block.code]))('bash reads: %s', (_, code) => {
    execFileSync('bash', ['-n'], { input: code.replace(/<\w+>/g, 'file'), stdio: ['pipe', 'ignore', 'pipe'] })
  })

  test.each(commands.map(({ block, words, text }) => [`${block.page}:${block.line} ${text}`, words] as const))(
    'exists: %s',
    (title, words) => {
      const [program = ''] = words
      if (program === '' || THEIRS.includes(program)) return
      expect(Object.keys(checks), title).toContain(program)
      checks[program]?.(words)
    },
  )
})

/** What a command installs is one of our packages, or one that is installed here. */
function isKnown(names: readonly string[]): void {
  for (const name of names) {
    const ours = /^@traceferry\/([a-z]+)$/.exec(name)?.[1]
    const folder = ours === undefined ? `node_modules/${name}` : `packages/${ours}`
    if (name === 'jest') continue // it is fetched where it is needed: support/jest.ts
    expect(isAlias(name) || existsSync(join(root, folder)), name).toBe(true)
  }
}

const help = new Map<string, string>()

/** The command is there, and its help, or that of the command in it, knows these options. */
function accepts([name = '']: readonly string[], words: readonly string[]): void {
  compile('core', 'sidecar', 'probe', 'audit', 'doctor', 'inject', 'cli')
  const own = words.includes('--') ? words.slice(0, words.indexOf('--')) : words
  const [inner = ''] = own
  const text =
    helpOf(name) + (/^[a-z][a-z-]*$/.test(inner) && helpOf(name).includes(`\n  ${inner} `) ? helpOf(name, inner) : '')
  for (const flag of flagsOf(own)) expect(text, `${name} ${flag}`).toContain(flag)
}

function helpOf(...command: readonly string[]): string {
  const key = command.join(' ')
  const bin = join(root, 'packages/cli/bin/traceferry.js')
  const text = help.get(key) ?? execFileSync(process.execPath, [bin, ...command, '--help'], { encoding: 'utf8' })
  help.set(key, text)
  return text
}

function textOf(folder: string): string {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.[jt]s$/.test(file),
  )
  return files.map((file) => readFileSync(join(root, folder, file), 'utf8')).join('\n')
}
