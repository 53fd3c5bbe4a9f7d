// The listen addresses that a container's command and variables give to servers that are known by name.
import type { Container, Variable } from '../workloads.ts'
import { addressesOf, addressOf, type Listening } from './address.ts'
import { optionsOf, type Started, startOf, type Word, wordsOf } from './command-line.ts'
import { gunicornIn } from './gunicorn.ts'
import { javaIn } from './java.ts'
import { postgresIn } from './postgres.ts'
import { kestrelEndpoint, type Program, programs, variables } from './programs.ts'

/** What the command and the variables tell. The command wins over a variable of the same program. */
export function listeningIn(container: Container): Listening[] {
  const words = wordsOf(container)
  return [
    ...programs.flatMap((program) => {
      const started = startOf(words, program.name) ?? byImage(program, container, words)
      return started ? ofProgram(program, started, container) : []
    }),
    ...gunicornIn(container, words),
    ...djangoIn(words),
    ...javaIn(container, words),
    ...postgresIn(container, words),
    ...nodeHostname(container),
    ...container.env.flatMap((variable) => ofVariable(variable, container)),
  ]
}

/** `image: mongo` with `args: [--bind_ip, 127.0.0.1]`: the image puts its server before arguments that begin with a dash. */
function byImage({ image }: Program, container: Container, words: readonly Word[]): Started | undefined {
  const name = container.image.split('/').at(-1)!.split(/[:@]/)[0]!
  const [first] = words
  if (!image?.test(name) || first === undefined || !first.word.startsWith('-')) return undefined
  return container.field.get('command').exists ? undefined : { program: first, args: words }
}

function ofProgram(program: Program, { program: { field }, args }: Started, { env }: Container): Listening[] {
  const { command, address, port: portFlag, variable, portVariable, byDefault, otherwise } = program
  if (command && !args.some(({ word }) => command.test(word))) return []
  const of = (name: string | undefined) => env.find((one) => one.name === name)
  const given = optionsOf(args, address)
  const portText = (portFlag && optionsOf(args, portFlag)[0]?.word) ?? of(portVariable)?.value
  const port = portText && /^\d+$/.test(portText) ? Number(portText) : byDefault?.port
  if (given.length > 0) {
    return given.flatMap((option) =>
      addressesOf(option.word).map((one) => ({ ...one, port: one.port ?? port, field: option.field })),
    )
  }
  const from = of(variable)
  if (from) {
    const found = addressOf(from.value)
    return found ? [{ ...found, port: found.port ?? port, field: from.field }] : []
  }
  const isOtherwise = otherwise !== undefined && args.some(({ word }) => otherwise.test(word.split('=')[0]!))
  if (byDefault === undefined || isOtherwise || portText?.startsWith('$')) return []
  return [{ host: byDefault.host, port, field, isDefault: true }]
}

/** `manage.py runserver`, `runserver 8080` and `runserver 127.0.0.1:8080` all listen on loopback. */
function djangoIn(words: ReturnType<typeof wordsOf>): Listening[] {
  const started = startOf(words, /^runserver$/)
  if (started === undefined) return []
  const given = started.args.find(({ word }) => /^(\d+|\S*:\d+)$/.test(word))
  if (given === undefined) return [{ host: '127.0.0.1', port: 8000, field: started.program.field, isDefault: true }]
  if (/^\d+$/.test(given.word))
    return [{ host: '127.0.0.1', port: Number(given.word), field: given.field, isDefault: true }]
  const found = addressOf(given.word)
  return found ? [{ ...found, field: given.field }] : []
}

/**
 * The server.js that Next.js builds (`output: standalone`) listens on HOSTNAME. Where another program may run, nothing proves
 * that it reads the variable.
 */
function nodeHostname({ env, words }: Container): Listening[] {
  const variable = env.find(({ name }) => name === 'HOSTNAME')
  const found = variable && addressOf(variable.value)
  if (!variable || !found) return []
  const text = words.map((word) => word.text).join(' ')
  const isStandalone = /(^|[\s/])node\s(.*\s)?(\S*\/)?server\.[cm]?js(\s|$)/.test(text)
  const port = Number(env.find(({ name }) => name === 'PORT')?.value)
  const severity = isStandalone ? {} : { severity: 'info' as const }
  return [{ ...found, port: isStandalone && port > 0 ? port : undefined, field: variable.field, ...severity }]
}

function ofVariable({ name, value, field }: Variable, { env, words }: Container): Listening[] {
  const known = variables[name] ?? (kestrelEndpoint.test(name) ? {} : undefined)
  if (known === undefined) return []
  // `dotnet app.dll --urls ...` wins over the variable.
  if (/_URLS$/.test(name) && words.some(({ text }) => /^--urls\b/i.test(text))) return []
  const port = Number(env.find((one) => one.name === known.port)?.value)
  return addressesOf(value).map((one) => ({ ...one, port: one.port ?? (port > 0 ? port : undefined), field }))
}
