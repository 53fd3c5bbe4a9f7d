// The fields of a published package.json, each with what must be in it and why.

const tools = ['@traceferry/audit', '@traceferry/cli', '@traceferry/doctor', '@traceferry/inject']

/** What is wrong with the fields of a packed package; `root` is the repository's own manifest. */
export function fieldFaults({ manifest, files }, root) {
  const has = (path) => files.includes(path.replace(/^\.\//, ''))
  return [
    ...(manifest.license === root.license ? [] : ['license is not that of the repository']),
    ...(manifest.engines?.node === root.engines.node ? [] : [`engines.node is not ${root.engines.node}`]),
    ...repositoryFaults(manifest),
    // Without provenance, users cannot verify that npm's package was built from this repository.
    ...(manifest.publishConfig?.provenance === true ? [] : ['publishConfig.provenance is not true']),
    ...(manifest.publishConfig?.access === 'public' ? [] : ['publishConfig.access is not public: npm would refuse']),
    ...sideEffectFaults(manifest, has),
    ...subpathFaults(manifest),
    ...pointers(manifest).flatMap((path) => (has(path) ? [] : [`${path} is named, but not in the tarball`])),
    ...dependencyFaults(manifest),
  ]
}

function repositoryFaults({ folder, repository }) {
  const directory = `packages/${folder.split(/[\\/]/).at(-1)}`
  const right = repository?.url?.startsWith('git+https://') && repository.directory === directory
  return right ? [] : [`repository must have an URL and the directory ${directory}: links in the README lead there`]
}

/** Bundlers drop what an import without a name does, unless it is listed. */
function sideEffectFaults({ sideEffects }, has) {
  if (typeof sideEffects === 'boolean') return []
  if (!Array.isArray(sideEffects)) return ['sideEffects is missing: bundlers would keep everything']
  return sideEffects.filter((path) => !has(path)).map((path) => `sideEffects has ${path}, which is not in the tarball`)
}

/** TypeScript with moduleResolution node10 does not read `exports`. */
function subpathFaults({ exports = {}, typesVersions }) {
  return Object.entries(exports)
    .filter(([path, { types }]) => path !== '.' && types !== undefined && !typesVersions?.['*']?.[path.slice(2)])
    .map(([path]) => `${path} is missing in typesVersions: it has no types with moduleResolution node10`)
}

/** Every file that a manifest names. */
function pointers({ main, types, bin = {}, exports = {}, typesVersions = {} }) {
  const all = [main, types, bin, exports, typesVersions]
  return all.flatMap(function flat(value) {
    return typeof value === 'object' ? Object.values(value).flatMap(flat) : [value]
  })
}

function dependencyFaults(manifest) {
  const { name, version, dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = manifest
  const own = Object.entries(dependencies)
    .filter(([name, range]) => name.startsWith('@traceferry/') && range !== version)
    .map(([name]) => `${name} must be exactly ${version}: versions that were not tested together would meet`)
  const foreign = Object.keys(dependencies)
    .filter((other) => !tools.includes(name) && !other.startsWith('@traceferry/') && other !== '@opentelemetry/api')
    .map((other) => `${other} would be loaded into each service: only tools may depend on others`)
  const peers = Object.entries(peerDependencies).flatMap(([name, range]) => [
    ...(peerDependenciesMeta[name]?.optional ? [] : [`${name} must be an optional peer`]),
    ...testedMajors(name, manifest)
      .filter((major) => !range.includes(`^${major}.`))
      .map((major) => `${name} ${major} is tested, but not in the peer range ${range}`),
  ])
  return [...own, ...foreign, ...peers]
}

/** The majors of a library that the tests run with: `express4`, `express5` in the package's devDependencies. */
function testedMajors(name, { devDependencies = {} }) {
  return Object.entries(devDependencies)
    .map(([alias, range]) => (alias === name ? range : range.startsWith(`npm:${name}@`) ? range.split('@').at(-1) : ''))
    .filter((version) => version !== '')
    .map((version) => version.replace(/^\D*/, '').split('.')[0])
}
