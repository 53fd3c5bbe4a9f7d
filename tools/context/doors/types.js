// Reads from TypeScript's view of a type at which doors it calls an app back.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import ts from 'typescript6'

const root = join(import.meta.dirname, '../../..')
const require = createRequire(import.meta.url)
const rootFile = join(root, 'doors-of-a-call.ts')

// What an EventEmitter or EventTarget has to add and take away listeners: the doors are the events themselves.
const listening =
  /^(on|once|off|(add|remove|prepend|prependOnce)Listener|(add|remove)EventListener|emit|(raw)?listeners|listenerCount)$/
const LISTEN = ['on', 'addEventListener']

/**
 * The doors of each named type, with the types of Node in `folder`: { name: ['on(end)', 'write(callback)', ...] }.
 * `types` maps a name to the TypeScript of its type.
 */
export function doorsOf(types, folder) {
  return inspect(types, folder, listDoors)
}

/** The same for the union of what may be a body: { name: ['body: Readable', ...] }. */
export function bodiesOf(types, folder) {
  return inspect(types, folder, (checker, type) =>
    (type.isUnion() ? type.types : [type]).map((member) => `body: ${nameOf(checker, member)}`).sort(),
  )
}

function inspect(types, folder, list) {
  const names = Object.keys(types)
  const text = names.map((name, i) => `export declare const t${i}: ${types[name]}`).join('\n')
  const program = createProgram(`/// <reference types="node" />\n${text}\n`, folder)
  const checker = program.getTypeChecker()
  const source = /** @type {ts.SourceFile} */ (program.getSourceFile(rootFile))
  const errors = program.getSemanticDiagnostics(source)
  if (errors.length > 0) throw new Error(ts.flattenDiagnosticMessageText(errors[0].messageText, '\n'))
  const exported = checker.getExportsOfModule(/** @type {ts.Symbol} */ (checker.getSymbolAtLocation(source)))
  return Object.fromEntries(names.map((name, i) => [name, list(checker, checker.getTypeOfSymbol(exported[i]), source)]))
}

function createProgram(text, folder) {
  const compiler = {
    lib: ['lib.esnext.d.ts'],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ESNext,
    types: [],
    strict: true,
    skipLibCheck: true,
    noEmit: true,
  }
  const host = ts.createCompilerHost(compiler)
  const { getSourceFile } = host
  host.getSourceFile = (name, ...rest) =>
    name === rootFile ? ts.createSourceFile(name, text, ts.ScriptTarget.ESNext, true) : getSourceFile(name, ...rest)
  // `node` is the requested version for every importer, including the libraries' own files.
  host.resolveTypeReferenceDirectiveReferences = (references, file) =>
    references.map((reference) => {
      const name = typeof reference === 'string' ? reference : reference.fileName
      if (name !== 'node')
        return ts.resolveTypeReferenceDirective(name, /** @type {any} */ (file)?.fileName ?? rootFile, compiler, host)
      const resolvedFileName = require.resolve(`${folder}/index.d.ts`)
      return { resolvedTypeReferenceDirective: { resolvedFileName, primary: true, isExternalLibraryImport: true } }
    })
  return ts.createProgram([rootFile], compiler, host)
}

function listDoors(checker, type, at) {
  const doors = new Set()
  const own = type.getCallSignatures()
  for (const signature of own) addFrom(checker, signature, '', doors, at)
  // The members of a function are how it is called, not what it calls.
  if (own.length > 0) return [...doors].sort()
  for (const property of checker.getPropertiesOfType(checker.getNonNullableType(type))) {
    const name = property.getName()
    const member = checker.getNonNullableType(checker.getTypeOfSymbolAtLocation(property, at))
    if (name.startsWith('__@asyncIterator')) doors.add('for await')
    if (name.startsWith('_') || name === 'prototype') continue
    if (LISTEN.includes(name)) for (const event of eventsOf(checker, member)) doors.add(`on(${event})`)
    if (listening.test(name)) continue
    if (isOptional(property) && isCallable(elementOf(checker, member) ?? member)) {
      doors.add(`{${name}}`)
      continue
    }
    for (const signature of signaturesOf(member)) addFrom(checker, signature, name, doors, at)
  }
  return [...doors].sort()
}

/** The events that `on` is declared for: literal names, or the keys of a map of events. */
function eventsOf(checker, member) {
  return signaturesOf(member).flatMap((signature) => {
    const [first] = signature.getParameters()
    const type = checker.getTypeOfSymbol(first)
    const names = type.isTypeParameter() ? (checker.getBaseConstraintOfType(type) ?? type) : type
    return (names.isUnion() ? names.types : [names]).filter((t) => t.isStringLiteral()).map((t) => t.value)
  })
}

function addFrom(checker, signature, name, doors, at) {
  if (isPromise(checker.getReturnTypeOfSignature(signature))) doors.add(`await ${name}()`)
  for (const parameter of signature.getParameters()) {
    const type = checker.getNonNullableType(checker.getTypeOfSymbolAtLocation(parameter, at))
    const rest = parameter.valueDeclaration?.dotDotDotToken === undefined ? type : (elementOf(checker, type) ?? type)
    if (isCallable(checker.getNonNullableType(rest))) doors.add(`${name}(${plainName(parameter.getName())})`)
  }
}

function elementOf(checker, type) {
  return checker.getIndexTypeOfType(type, ts.IndexKind.Number)
}

/** `Uint8Array`, and not `Uint8Array<ArrayBuffer>`, which it is from some version on. */
function nameOf(checker, type) {
  return type.symbol?.getName() ?? checker.typeToString(type)
}

/** The types of Node 20 and 26 do not agree on what a callback is called. */
function plainName(name) {
  return /^(cb|callback|listener|fn|callbackfn|callbackOrSignal)$/i.test(name) ? 'callback' : name
}

function isCallable(type) {
  if (type.isUnion()) return type.types.some(isCallable)
  // A class, such as that of a stream, is a value that is made, and not called.
  return (
    type.symbol?.getName() === 'Function' ||
    (signaturesOf(type).length > 0 && type.getConstructSignatures().length === 0)
  )
}

function signaturesOf(type) {
  return type.isUnion() ? type.types.flatMap((t) => t.getCallSignatures()) : type.getCallSignatures()
}

function isPromise(type) {
  return type.symbol?.getName() === 'Promise'
}

function isOptional(property) {
  return (property.flags & ts.SymbolFlags.Optional) !== 0
}
