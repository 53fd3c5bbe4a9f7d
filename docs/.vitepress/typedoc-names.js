// Calls each module of the reference by the name that it is imported by: `@traceferry/core`, not `core/src`, and says in one line
// what it is for. And asks for docstrings in all of our packages: without a list TypeDoc asks for them in the one that it is started in, which has none.
import { readdirSync, readFileSync } from 'node:fs'
import { Application, Comment, Converter, ReflectionKind } from 'typedoc'

const packages = new URL('../../packages/', import.meta.url)

/** TypeDoc's way to load a plugin. */
export function load(app) {
  const ours = readdirSync(packages).map((name) => `@traceferry/${name}`)
  // Not before: what a plugin sets while it is loaded is reset.
  app.on(Application.EVENT_BOOTSTRAP_END, () => app.options.setValue('packagesRequiringDocumentation', ours))
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getReflectionsByKind(ReflectionKind.Module)) describe(module)
  })
}

/** Its name, and in front of what its file says of itself the one line of package.json. */
function describe(module) {
  const [folder, , entry = 'index'] = module.name.split('/')
  const { name, description } = JSON.parse(readFileSync(new URL(`${folder}/package.json`, packages), 'utf8'))
  module.name = entry === 'index' ? name : `${name}/${entry}`
  if (entry !== 'index') return
  module.comment ??= new Comment()
  const more = module.comment.summary.length === 0 ? '.' : '.\n\n'
  module.comment.summary.unshift({ kind: 'text', text: `${description}${more}` })
}
