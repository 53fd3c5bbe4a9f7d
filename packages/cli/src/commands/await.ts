import { printable, printableJson } from '@traceferry/core/internal'
import { awaitSidecar, type MeshChoice, quitSidecar } from '@traceferry/sidecar'
import { Command, Option } from 'commander'
import { runChild } from '../child.ts'
import { milliseconds, TIME } from '../milliseconds.ts'
import { waiting } from '../progress.ts'

interface Options {
  mesh: MeshChoice
  timeout?: number
  onTimeout: 'warn' | 'fail'
  readyUrl?: string
  quit?: boolean
  quitUrl?: string
  json?: boolean
}

/** The sidecar was not ready in time: EX_UNAVAILABLE of sysexits.h, as linkerd-await ends. */
const UNAVAILABLE = 69
const DAY = 86_400_000

/** `traceferry await -- node server.js`: starts a program once its sidecar is ready. */
export function awaitCommand(): Command {
  return new Command('await')
    .description('Waits until the sidecar is ready, then runs the program, and passes signals and its exit code on.')
    .argument('[program...]', 'what to run, after --; without it the command only waits')
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
    .option('--ready-url <url>', 'where the sidecar says that it is ready, if not at its usual port')
    .option('--quit', 'end the sidecar when the program has ended: for Jobs with a classic sidecar')
    .option('--quit-url <url>', 'where a POST ends it, if not at its usual port')
    .option('--json', 'say what was found as one line of JSON: on stdout, or on stderr when there is a program')
    .addHelpText('after', help)
    .passThroughOptions()
    .action(run)
}

const help = `
Exit code: the program's own, 128 + n when signal n ended it, 126 or 127 when it cannot be run or found; without a
program 0. 69 when the sidecar was not ready in time and --on-timeout is fail; 2 for wrong arguments.

Without a mesh it waits 2 seconds at most. TRACEFERRY_MESH=none, LINKERD_AWAIT_DISABLED and START_WITHOUT_ENVOY=true
switch waiting off, NEVER_KILL_ISTIO=true switches --quit off.

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
  // NEVER_KILL_ISTIO_ON_FAILURE is scuttle's: a failed Job keeps its sidecar for who looks into it.
  const kept = status !== 0 && process.env.NEVER_KILL_ISTIO_ON_FAILURE === 'true'
  if (options.quit && !kept) await quitSidecar(where)
  process.exitCode = status
}

/** Only what was set: an undefined option would hide the environment's. */
function given<T extends object>(options: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>
  }
}
