// Runs the program behind `traceferry await`.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { printable } from '@traceferry/core/internal'

/** Signals that Kubernetes, terminals and init systems send. A process cannot pass on SIGKILL and SIGSTOP. */
const forwarded = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGWINCH'] as const

const NOT_FOUND = 127
const NOT_RUN = 126

/**
 * Runs a program with this process's stdin, stdout and stderr until it ends, and passes signals on to it. Resolves to its exit
 * code, as in a shell: 128 + n when signal n ended it, 127 when the program does not exist, 126 when it cannot run.
 */
export function runChild(command: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'inherit' })
    const listeners = forwarded.map((signal) => {
      // A terminal sends Ctrl-C to the whole process group, so the program already has it.
      const pass = () => void (fromTerminal(signal) || child.kill(signal))
      process.on(signal, pass)
      return [signal, pass] as const
    })
    const end = (status: number) => {
      for (const [signal, pass] of listeners) process.off(signal, pass)
      resolve(status)
    }
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (child.pid !== undefined) return // a signal could not be sent; `exit` follows
      console.error(
        printable(
          `error: ${command} cannot be run: ${error.code === 'ENOENT' ? 'there is no such program' : error.message}`,
        ),
      )
      end(error.code === 'ENOENT' ? NOT_FOUND : NOT_RUN)
    })
    child.on('exit', (code, signal) => end(code ?? 128 + (signal === null ? 0 : constants.signals[signal])))
  })
}

function fromTerminal(signal: string): boolean {
  return process.stdin.isTTY === true && (signal === 'SIGINT' || signal === 'SIGQUIT' || signal === 'SIGWINCH')
}
