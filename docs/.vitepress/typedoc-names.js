// Calls each module of the reference by the name that it is imported by: `@traceferry/core`, not `core/src`. And asks for
// docstrings in all of our packages: without a list TypeDoc asks for them in the one that it is started in, which has none.
import { readdirSync, readFileSync } from 'node:fs'
import { Application, Converter, ReflectionKind } from 'typedoc'

const packages = new URL('../../packages/', import.meta.url)

/** TypeDoc's way to load a plugin. */
export function load(app) {
  const ours = readdirSync(packages).map((name) => `@traceferry/${name}`)
  // Not before: what a plugin sets while it is loaded is reset.
  app.on(Application.EVENT_BOOTSTRAP_END, () => app.options.setValue('packagesRequiringDocumentation', ours))
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getReflectionsByKind(ReflectionKind.Module)) module.name = importName(module.name)
  })
}

function importName(path) {
  const [folder, , entry = 'index'] = path.split('/')
  const { name } = JSON.parse(readFileSync(new URL(`${folder}/package.json`, packages), 'utf8'))
  return entry === 'index' ? name : `${name}/${entry}`
}
