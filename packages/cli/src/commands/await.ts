// `traceferry await`: starts a program once its sidecar is ready.
import { printable, printableJson } from '@traceferry/core/internal'
import { awaitSidecar, type MeshChoice, quitSidecar } from '@traceferry/sidecar'
import { Command, Option } from 'commander'
import { milliseconds, TIME } from '../milliseconds.ts'
import { waiting } from '../progress.ts'
import { runChild } from '../run-child.ts'

interface Options {
  mesh: MeshChoice
  timeout?: number
  onTimeout: 'warn' | 'fail'
  readyUrl?: string
  quit?: boolean
  quitUrl?: string
  json?: boolean
}

/** The exit code when the sidecar was not ready in time: EX_UNAVAILABLE of sysexits.h, the same as linkerd-await's. */
const UNAVAILABLE = 69
const DAY = 86_400_000

/** `traceferry await -- node server.js`: starts a program once its sidecar is ready. */
export function awaitCommand(): Command {
  return new Command('await')
    .description('Waits until the sidecar is ready, then runs the program. Passes on signals and the exit code.')
    .argument('[program...]', 'the program to run, after --; without it the command only waits')
    .addOption(new Option('--mesh <name>', 'which sidecar').choices(['auto', 'istio', 'linkerd', 'envoy', 'none']))
    .option(
      '--timeout <time>',
      `how long to wait for a sidecar that is not ready, ${TIME} (default: 60s)`,
      milliseconds(0, DAY),
    )
    .addOption(
      new Option('--on-timeout <what>', 'warn, and start the program without a sidecar, or fail with 69')
        .choices(['warn', 'fail'])
        .default('warn'),
    )
    .option('--ready-url <url>', 'the URL that tells whether the sidecar is ready, if not the default')
    .option('--quit', 'end the sidecar after the program ends, for Jobs with a classic sidecar')
    .option('--quit-url <url>', 'the URL where a POST ends the sidecar, if not the default')
    .option('--json', 'print the result as one line of JSON: on stdout, or on stderr when there is a program')
    .addHelpText('after', help)
    .passThroughOptions()
    .action(run)
}

const help = `
Exit code: the program's exit code, 128 + n when signal n ended it, 126 when it cannot run, 127 when it does not exist; 0
without a program. 69 when the sidecar was not ready in time and --on-timeout is fail; 2 for wrong arguments.

Without a mesh it waits at most 2 seconds. TRACEFERRY_MESH=none, LINKERD_AWAIT_DISABLED and START_WITHOUT_ENVOY=true
turn waiting off. NEVER_KILL_ISTIO=true turns --quit off.

  traceferry await -- node server.js
  traceferry await --quit -- node job.js`

async function run(program: string[], options: Options): Promise<void> {
  const { mesh, timeout: timeoutMs, onTimeout, readyUrl, quitUrl } = options
  const line = waiting()
  const where = { ...given({ mesh, readyUrl }), ...given({ quitUrl }) }
  let state: Awaited<ReturnType<typeof awaitSidecar>>
  try {
    state = await awaitSidecar({ ...where, ...given({ timeoutMs }), onTimeout, onWait: line.say })
  } catch (error) {
    line.end()
    console.error(`error: ${printable(error instanceof Error ? error.message : String(error))}`)
    process.exitCode = (error as { code?: string }).code === 'TF022' ? UNAVAILABLE : 2
    return
  }
  line.end()
  if (options.json) (program.length === 0 ? console.log : console.error)(printableJson(state))
  const [command, ...args] = program
  const status = command === undefined ? 0 : await runChild(command, args)
  // NEVER_KILL_ISTIO_ON_FAILURE comes from scuttle: a failed Job keeps its sidecar, so that you can debug it.
  const kept = status !== 0 && process.env.NEVER_KILL_ISTIO_ON_FAILURE === 'true'
  if (options.quit && !kept) await quitSidecar(where)
  process.exitCode = status
}

/** Drops options that are not set, because an undefined option would hide the environment variable. */
function given<T extends object>(options: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>
  }
}
