// Defines the doctor's command line: its arguments, options and help.
import { type Io, processIo, withExitCode } from '@traceferry/core/command'
import { Command, Option } from 'commander'
import { doctorErrorOf } from '../errors.ts'
import { explain, listRules, ruleOf, rulesPage } from '../explain.ts'
import { formats } from '../output/formats.ts'
import { version } from '../version.ts'
import { type CheckOptions, check } from './check.ts'
import { colorsFor } from './colors-for.ts'
import { needMeshCommand } from './need-mesh-command.ts'

const examples = `
Examples:
  traceferry doctor k8s/ --mesh istio@1.30
  helm template ./chart | traceferry doctor - --mesh linkerd@2.20 --format sarif
  traceferry doctor k8s/ --fix
  traceferry doctor explain TF202
  traceferry doctor need-mesh k8s/

Exit codes: 0 clean, 1 findings at or above --fail-on, 2 input that cannot be checked; the same in every format.`

/** The command for `npx @traceferry/doctor`, or for use inside another program. It sets the exit code. */
export function doctorCommand(io: Io = processIo, name = 'doctor'): Command {
  const exit = withExitCode(io, doctorErrorOf)
  const command = new Command(name)
    .description('Finds what breaks behind a service-mesh sidecar, in manifests, config files and running processes.')
    .version(version)
    .argument('[paths...]', 'manifests, folders of them, config files of the five systems, or - for standard input')
    .option('-f, --file <path>', 'the same as [paths...]; can be repeated', splitCommas)
    .option(
      '-m, --mesh <mesh>',
      'istio@1.30, linkerd@2.20, both with a comma, or none: advice depends on the version (default: detected from the manifests)',
      splitCommas,
    )
    .option(
      '--kubernetes <version>',
      'version of the oldest node, such as 1.32; it decides whether sidecars are native',
    )
    .addOption(new Option('--format <format>', 'how to print findings').choices(Object.keys(formats)).default('text'))
    .addOption(
      new Option('--fail-on <severity>', 'exit with 1 for findings of this severity or above')
        .choices(['error', 'warning', 'info'])
        .default('error'),
    )
    .option('--rule <ids>', 'run only these rules, such as TF201,TF202', splitCommas)
    .option('--baseline <file>', 'do not print the findings that this file lists')
    .option('--write-baseline <file>', 'write all findings to this file, and exit with 0')
    .option('--fix', 'fix what can be fixed automatically, and show the diff')
    .option('--dry-run', 'with --fix: only show the diff')
    .option('--live', 'check running processes: their listeners and environment, from /proc')
    .option('--pid <pids>', 'with --live: only these processes, such as 1,17', splitCommas)
    .option(
      '--report <file>',
      'a report that a process wrote about itself: a JSON file or a URL; can be repeated',
      splitCommas,
    )
    .addHelpText('after', examples)
    .action(exit((names: string[], options: CheckOptions) => check(names, options, io)))

  command
    .command('explain')
    .description('print why a rule exists, its source, and an example before and after')
    .argument('<id>', 'such as TF202')
    .action(exit((id: string) => print(io, explain(ruleOf(id), colorsFor(io.stdout)))))
  command
    .command('rules')
    .description('list the rules')
    .option('--markdown', 'print them as a Markdown page')
    .action(
      exit(({ markdown }: { markdown?: boolean }) =>
        print(io, markdown ? rulesPage() : listRules(colorsFor(io.stdout))),
      ),
    )
  command.addCommand(needMeshCommand(io, exit))
  return command
}

/**
 * Reads `--mesh istio --mesh linkerd` and `--mesh istio,linkerd`. Not `<mesh...>`, which would also take the paths after it.
 */
function splitCommas(text: string, before: readonly string[] = []): string[] {
  return [...before, ...text.split(',').map((word) => word.trim())]
}

function print({ stdout }: Io, text: string): number {
  stdout.write(text)
  return 0
}
