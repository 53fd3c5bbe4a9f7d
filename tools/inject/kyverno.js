// Kyverno's command line, built from source by Go into the cache.
import { findGoProgram } from '../shared/go-program.js'

export const version = '1.19.1'

/** @returns the program's path. The first time it builds for many minutes */
export function findKyverno(say) {
  const module = 'github.com/kyverno/kyverno'
  const modules = [`${module}@v${version}`]
  // As in its own go.mod, which a module that requires it does not see.
  const fork = 'github.com/kyverno/pod-security-admission v0.0.0-20251031094455-46f20778634f'
  const replaces = [`k8s.io/pod-security-admission => ${fork}`]
  const command = `${module}/cmd/cli/kubectl-kyverno`
  return findGoProgram({ name: 'kyverno', version, command, modules, replaces, takes: '10 minutes and more' }, say)
}
