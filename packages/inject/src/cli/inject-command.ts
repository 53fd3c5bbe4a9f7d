// The command: its options and its help.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Io, processIo, withExitCode } from '@traceferry/core/command'
import { Command, InvalidArgumentError, Option } from 'commander'
import { change } from '../change.ts'
import { type ComponentOptions, componentFiles } from '../cluster/component.ts'
import { type KyvernoOptions, kyvernoYaml } from '../cluster/kyverno.ts'
import { type PolicyOptions, policyVersions, policyYaml } from '../cluster/policy.ts'
import { injectErrorOf } from '../errors.ts'
import { version } from '../version.ts'
import { injectAction } from './inject-action.ts'

const help = `
Examples:
  traceferry inject k8s/ --dry-run
  traceferry inject k8s/
  helm template ./chart | traceferry inject - | kubectl apply -f -
  traceferry inject k8s/ --uninstall
  traceferry inject policy | kubectl apply -f -

A pod's annotation ${change.inject}: disabled leaves it out, ${change.containers}: app,worker names its containers.
Exit codes: 0 done, 1 --dry-run would change something, 2 input that cannot be read.`

const componentHelp = `
There is no --set, because kustomize would replace a value that a container already has. Set TRACEFERRY_ variables in the workloads.`

/** The command, alone (`npx @traceferry/inject`) or as part of another program. It sets the exit code. */
export function injectCommand(io: Io = processIo, name = 'inject'): Command {
  const exit = withExitCode(io, injectErrorOf)
  const command = withVariables(payloadOptions(new Command(name)))
    .enablePositionalOptions()
    .description('Puts traceferry into pods without code changes: into manifests, or as a cluster policy.')
    .version(version)
    .argument('[paths...]', 'manifests, folders of them, or - for standard input, which is printed')
    .option('--dry-run', 'show the difference and write nothing')
    .option('--uninstall', 'remove it again')
    .option(
      '--containers <names>',
      'only these containers, separated by commas (default: all except mesh proxies)',
      names,
    )
    .option('--labeled', `only pods with the label ${change.inject}: enabled`)
    .option('--json', 'what was done, as JSON')
    .addHelpText('after', help)
    .action(exit((paths: string[], options) => injectAction(paths, options, io)))
  command.addCommand(
    withVariables(payloadOptions(new Command('policy')))
      .description('Prints a MutatingAdmissionPolicy with its bindings and settings: one file for kubectl apply.')
      .addOption(
        new Option('--api <version>', 'v1 since Kubernetes 1.36, v1beta1 for 1.34 and 1.35')
          .choices(policyVersions)
          .default('v1'),
      )
      .option('--namespace <name>', 'where its settings are', 'traceferry')
      .action(exit((_: unknown, own: Command) => print(io, policyYaml(settingsOf<PolicyOptions>(own))))),
  )
  command.addCommand(
    withVariables(payloadOptions(new Command('kyverno')))
      .description('Prints the same policy for Kyverno.')
      .action(exit((_: unknown, own: Command) => print(io, kyvernoYaml(settingsOf<KyvernoOptions>(own))))),
  )
  command.addCommand(
    payloadOptions(new Command('component'))
      .description('Writes a kustomize component into a folder.')
      .argument('<folder>', 'which is created if it does not exist')
      .addHelpText('after', componentHelp)
      .action(
        exit((folder: string, _: unknown, own: Command) =>
          writeComponent(io, folder, settingsOf<ComponentOptions>(own)),
        ),
      ),
  )
  return command
}

function payloadOptions(command: Command): Command {
  return command
    .option('--image <reference>', 'the payload image, for example in your own registry', change.image)
    .option(
      '--image-volume',
      'mount the image instead of copying from it: Kubernetes 1.35 and a runtime that supports it',
    )
}

function withVariables(command: Command): Command {
  return command.option('--set <NAME=value>', 'a TRACEFERRY_ variable for the containers; repeat for more', variable)
}

/**
 * The options of a subcommand. Those before its name count too. One that it does not have is an error in both places: if it were
 * ignored, containers that the user wanted to leave out would be injected.
 */
function settingsOf<Options>(own: Command): Options {
  const before = givenTo(own.parent as Command)
  for (const option of own.parent?.options ?? []) {
    if (option.attributeName() in before && own.options.every(({ long }) => long !== option.long))
      own.error(`error: option '${option.long}' does not go with '${own.name()}'`)
  }
  const { set, ...rest } = { ...own.opts(), ...before, ...givenTo(own) }
  return { ...rest, variables: { ...before.set, ...set } } as Options
}

/** What stands on the command line, without the defaults. */
function givenTo(command: Command): Record<string, unknown> & { set?: Record<string, string> } {
  return Object.fromEntries(
    Object.entries(command.opts()).filter(([name]) => command.getOptionValueSource(name) === 'cli'),
  )
}

function print({ stdout }: Io, text: string): number {
  stdout.write(text)
  return 0
}

function writeComponent(io: Io, folder: string, options: ComponentOptions): number {
  mkdirSync(folder, { recursive: true })
  const files = Object.entries(componentFiles(options))
  for (const [name, text] of files) writeFileSync(join(folder, name), text)
  return print(io, `${files.map(([name]) => join(folder, name)).join('\n')}\n`)
}

function names(text: string, before: readonly string[] = []): string[] {
  return [...before, ...text.split(',').map((name) => name.trim())]
}

/** `TRACEFERRY_FORMATS=w3c,request-id` */
export function variable(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const [, name = '', value = ''] = /^(TRACEFERRY_[A-Z0-9_]+)=(.*)$/s.exec(text) ?? []
  if (name === '')
    throw new InvalidArgumentError('It must be a variable of docs/options.md, such as TRACEFERRY_FORMATS=w3c.')
  return { ...before, [name]: value }
}
