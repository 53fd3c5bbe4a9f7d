// Kyverno's command line, built from source by Go into the cache.
import { execa } from 'execa'
import { findGoProgram } from '../shared/go-program.js'

export const version = '1.19.1'

/** @returns a function that runs it with arguments. The first time it builds for many minutes */
export async function findKyverno(say) {
  const module = 'github.com/kyverno/kyverno'
  const program = await findGoProgram(
    {
      name: 'kyverno',
      version,
      command: `${module}/cmd/cli/kubectl-kyverno`,
      modules: [`${module}@v${version}`],
      replaces: [
        'k8s.io/pod-security-admission => github.com/kyverno/pod-security-admission v0.0.0-20251031094455-46f20778634f',
      ],
      takes: '10 minutes and more',
    },
    say,
  )
  return (args) => execa(program, args)
}
