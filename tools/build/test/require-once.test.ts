import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { requireOnce } from '../require-once.js'

const packages = join(import.meta.dirname, '../../../packages')
const bundles = readdirSync(packages, { recursive: true, encoding: 'utf8' }).filter((path) =>
  /^\w+\/dist\/cjs\/\w+\.js$/.test(path),
)

it.each(bundles)('%s requires each package once', (path) => {
  const text = readFileSync(join(packages, path), 'utf8')
  const requests = [...text.matchAll(/var \w+=require\("([^"]+)"\)/g)].map(([, request]) => request)
  expect(requests).toEqual([...new Set(requests)])
})

it('keeps all other text where it was, and what Node reads the names of exports from', () => {
  const text =
    'var a=require("x");a.one();var b=require("x")\nb.two();__reExport(out,require("x"),module.exports);0&&(module.exports={...require("x")})'
  const made = requireOnce(text)
  expect(made.replace(/ +(?=[\n,])/g, '')).toBe(
    'var a=require("x");a.one();var b=a\nb.two();__reExport(out,a,module.exports);0&&(module.exports={...require("x")})',
  )
  expect(made.indexOf('b.two')).toBe(text.indexOf('b.two'))
  expect(made).toHaveLength(text.length)
})

it('leaves a require that runs later, or not at all', () => {
  const text = 'var a=require("x");function later(){const b=require("x");return b}'
  expect(requireOnce(text)).toBe(text)
})
