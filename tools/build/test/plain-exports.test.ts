import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { plainExports } from '../plain-exports.js'

const packages = join(import.meta.dirname, '../../../packages')
const bundles = readdirSync(packages, { recursive: true, encoding: 'utf8' }).filter((path) =>
  /^\w+\/dist\/cjs\/\w+\.js$/.test(path),
)

// Loaded by Node itself: the test runner would transform them.
const LOADED = `
import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
const told = {}
for (const file of JSON.parse(process.argv[1])) {
  const exported = require(file)
  const imported = await import(file)
  const own = Object.entries(Object.getOwnPropertyDescriptors(exported))
  const getters = own.filter(([, { get }]) => get !== undefined).map(([name]) => name)
  const missing = own.filter(([, { value }]) => value === undefined).map(([name]) => name)
  const unseen = Object.keys(exported).filter((name) => imported[name] !== exported[name])
  const marked = own.length === 0 || own.some(([name, { enumerable }]) => name === '__esModule' && !enumerable)
  told[file] = { getters, missing, unseen, marked }
}
console.log(JSON.stringify(told))
process.exit()`

it('has no getter in front of what a package exports, and Node finds each name for `import` too', () => {
  // Those two install themselves.
  const wanted = bundles.filter((path) => !/^register|(?:preload|register)\.js$/.test(path))
  const files = wanted.map((path) => join(packages, path))
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', LOADED, JSON.stringify(files)],
    {
      encoding: 'utf8',
    },
  )
  expect(stderr).toBe('')
  const right = { getters: [], missing: [], unseen: [], marked: true }
  expect(JSON.parse(stdout)).toEqual(Object.fromEntries(files.map((file) => [file, right])))
})

it.each(bundles)('%s has none of the getters that esbuild writes', (path) => {
  expect(readFileSync(join(packages, path), 'utf8')).not.toMatch(/__export\(|__toCommonJS\(/)
})

const helpers =
  'var __defProp=Object.defineProperty;var __export=(target,all)=>{for(var name in all)__defProp(target,name,{get:all[name]})};var __toCommonJS=mod=>mod;'

it('exports all names at the end, each as what it is called inside, and keeps all other text where it was', () => {
  const text = `"use strict";${helpers}var a_exports={};__export(a_exports,{one:()=>one,two:()=>two2});module.exports=\n__toCommonJS(a_exports);function one(){}\nvar two2=2;0&&(module.exports={one,\ntwo});\n`
  const made = plainExports(text)
  expect(made.replace(/ {2,}/g, ' ')).toBe(
    '"use strict"; \n function one(){}\nvar two2=2;module.exports={one,two:two2};Object.defineProperty(module.exports,"__esModule",{value:true});\n',
  )
  expect(made.indexOf('function one')).toBe(text.indexOf('function one'))
})

it('spreads what it has of another package, under its own names, and keeps a helper that is still used', () => {
  const text = `${helpers}var a_exports={};__export(a_exports,{one:()=>one});module.exports=__toCommonJS(a_exports);__defProp(x,"y",{});__reExport(a_exports,require("b"),module.exports);0&&(module.exports={one,...require("b")});`
  expect(plainExports(text).replace(/ {2,}/g, ' ')).toBe(
    'var __defProp=Object.defineProperty; __defProp(x,"y",{}); module.exports={...require("b"),one};Object.defineProperty(module.exports,"__esModule",{value:true});',
  )
})

it('keeps the list of names where a value is more than a variable, because Node reads no further there', () => {
  const text = `${helpers}var a_exports={};__export(a_exports,{one:()=>b.one,two:()=>two});module.exports=__toCommonJS(a_exports);0&&(module.exports={one,two});`
  expect(plainExports(text)).toContain('module.exports={one:b.one,two};')
  expect(plainExports(text)).toContain('0&&(module.exports={one,two});')
})

it('leaves a file that exports nothing, and does not take a new way of writing exports for none', () => {
  expect(plainExports('"use strict";run();')).toBe('"use strict";run();')
  expect(() => plainExports('__export(a,{one:()=>one});')).toThrow('esbuild writes exports in another way now')
})
