import { Command, Option } from 'commander'
import { explain, listRules, ruleOf, rulesPage } from '../explain.ts'
import { formats } from '../output/formats.ts'
import { version } from '../version.ts'
import { type CheckOptions, check } from './check.ts'
import { exitCodes } from './exit-codes.ts'
import { colorsFor, type Io, processIo } from './io.ts'
import { needMeshCommand } from './need-mesh-command.ts'

const examples = `
Examples:
  traceferry doctor k8s/ --mesh istio@1.30
  helm template ./chart | traceferry doctor - --mesh linkerd@2.20 --format sarif
  traceferry doctor k8s/ --fix
  traceferry doctor explain TF202
  traceferry doctor need-mesh k8s/

Exit codes: 0 clean, 1 findings at or above --fail-on, 2 input that cannot be checked; the same in every format.`

/** The command, by itself (`npx @traceferry/doctor`) or as a part of another program. It sets the exit code. */
export function doctorCommand(io: Io = processIo, name = 'doctor'): Command {
  const withExitCode = exitCodes(io)
  const command = new Command(name)
    .description('Finds in manifests, config files and running processes what breaks behind a service-mesh sidecar.')
    .version(version)
    .argument('[paths...]', 'manifests, folders of them, config files of the five systems, or - for standard input')
    .option('-f, --file <path>', 'the same, as an option; may be given again', several)
    .option(
      '-m, --mesh <mesh>',
      'istio@1.30, linkerd@2.20, both with a comma, or none: advice depends on the version (default: seen from the manifests)',
      several,
    )
    .option('--kubernetes <version>', 'of the oldest node, such as 1.32: decides whether sidecars are native ones')
    .addOption(new Option('--format <format>', 'how to print findings').choices(Object.keys(formats)).default('text'))
    .addOption(
      new Option('--fail-on <severity>', 'exit with 1 from here on')
        .choices(['error', 'warning', 'info'])
        .default('error'),
    )
    .option('--rule <ids>', 'run these rules only, such as TF201,TF202', several)
    .option('--baseline <file>', 'do not report what this file lists')
    .option('--write-baseline <file>', 'list all findings in this file, and exit with 0')
    .option('--fix', 'mend what can be mended mechanically, and show the difference')
    .option('--dry-run', 'with --fix: show the difference only')
    .option('--live', 'look at running processes: listeners and environment, from /proc')
    .option('--pid <pids>', 'with --live: these processes only, such as 1,17', several)
    .option(
      '--report <file>',
      'what a process reports about itself: a JSON file, or a URL; may be given again',
      several,
    )
    .addHelpText('after', examples)
    .action(withExitCode((names: string[], options: CheckOptions) => check(names, options, io)))

  command
    .command('explain')
    .description('why a rule exists, its source, and an example before and after')
    .argument('<id>', 'such as TF202')
    .action(withExitCode((id: string) => print(io, explain(ruleOf(id), colorsFor(io.stdout)))))
  command
    .command('rules')
    .description('the list of rules')
    .option('--markdown', 'as a page')
    .action(
      withExitCode(({ markdown }: { markdown?: boolean }) =>
        print(io, markdown ? rulesPage() : listRules(colorsFor(io.stdout))),
      ),
    )
  command.addCommand(needMeshCommand(io, withExitCode))
  return command
}

/**
 * `--mesh istio --mesh linkerd` and `--mesh istio,linkerd`. Not `<mesh...>`, which would swallow the paths that follow.
 */
function several(text: string, before: readonly string[] = []): string[] {
  return [...before, ...text.split(',').map((word) => word.trim())]
}

function print({ stdout }: Io, text: string): number {
  stdout.write(text)
  return 0
}
