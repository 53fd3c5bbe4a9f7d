// Calls each module of the reference by the name that it is imported by: `@traceferry/core`, not `core/src`.
import { readFileSync } from 'node:fs'
import { Converter, ReflectionKind } from 'typedoc'

/** TypeDoc's way to load a plugin. */
export function load({ converter }) {
  converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getReflectionsByKind(ReflectionKind.Module)) module.name = importName(module.name)
  })
}

function importName(path) {
  const [folder, , entry = 'index'] = path.split('/')
  const { name } = JSON.parse(readFileSync(new URL(`../../packages/${folder}/package.json`, import.meta.url), 'utf8'))
  return entry === 'index' ? name : `${name}/${entry}`
}
