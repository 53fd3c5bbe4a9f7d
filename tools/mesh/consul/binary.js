// Consul, built from source by Go into the cache. As a dependency it names an API module too old for it to compile with.
import { findGoProgram } from '../../shared/go-program.js'

export const version = '1.22.7'

/** @returns the path of `consul`. The first time it builds for many minutes */
export function findConsul(say) {
  const module = 'github.com/hashicorp/consul'
  const modules = [`${module}@v${version}`, `${module}/api@v1.34.5`]
  return findGoProgram({ name: 'consul', version, command: module, modules, takes: '10 minutes and more' }, say)
}
