import { compile } from '@traceferry/testkit'
import { beforeAll, describe, expect, test } from 'vitest'
import { inChild, load, type Modules, runChild } from './child.ts'

beforeAll(() => compile('core', 'fetch'))

const allRight = { right: 20, lost: 0, wrong: 0 }
const saturate = `
  const pool = new Pool(url, { connections: 1 })
  const results = [await tally(async () => (await (await pool.request({ path: '/', method: 'GET' })).body.text()))]
  results.push(await tally(async () => (await (await request(url)).body.text())))
  results.push(await tally(async () => (await (await undiciFetch(url)).text())))
  print(results)
`
const names = '{ Pool, request, fetch: undiciFetch }'
const majors = [6, 7, 8].filter((major) => major < 8 || Number(process.versions.node.split('.')[0]) >= 22)

describe('copies of undici', () => {
  if (!majors.includes(8)) test.skip('undici 8: it does not load on Node 20 (it needs 22.19)', () => {})

  for (const major of majors) {
    for (const modules of ['esm', 'cjs'] as Modules[]) {
      test(`undici ${major}, ${modules}, loaded before install`, async () => {
        const code = `install()\n${saturate}`
        expect(await inChild(code, modules, load(modules, names, `undici${major}`))).toEqual(Array(3).fill(allRight))
      })
      test(`undici ${major}, ${modules}, loaded after install`, async () => {
        const code = `install()\n${load(modules, names, `undici${major}`)}\n${saturate}`
        expect(await inChild(code, modules)).toEqual(Array(3).fill(allRight))
      })
    }

    test(`undici ${major}, loaded inside a request and saturated at once`, async () => {
      const code = `
        install()
        let pool
        const open = async () => (pool ??= new (await import('undici${major}')).Pool(url, { connections: 1 }))
        print(await tally(async () => (await (await (await open()).request({ path: '/', method: 'GET' })).body.text())))`
      expect(await inChild(code)).toEqual(allRight)
    })
  }

  test('two majors and the built-in fetch in one process', async () => {
    const code = `
      const six = await import('undici6')
      install()
      const seven = await import('undici7')
      print([
        await tally(async () => (await (await six.request(url)).body.text())),
        await tally(async () => (await (await seven.request(url)).body.text())),
        await tally(async () => (await (await fetch(url)).text())),
      ])`
    expect(await inChild(code)).toEqual(Array(3).fill(allRight))
  })

  test("install itself loads none, Node's own included", async () => {
    const code = `
      const { install } = await import('@traceferry/fetch')
      install()
      const { createRequire } = await import('node:module')
      const npm = Object.keys(createRequire(process.cwd() + '/x.js').cache).filter((file) => /undici/.test(file))
      console.log(JSON.stringify([npm, process.moduleLoadList.filter((name) => /deps\\/undici/.test(name))]))`
    expect(await runChild(code)).toEqual([[], []])
  })
})

describe('built-in fetch in a fresh process', () => {
  test('the very first calls, at once, in several requests', async () => {
    const code = `install()\nprint(await tally(async () => (await fetch(url)).text()))`
    expect(await inChild(code)).toEqual(allRight)
  })

  // A limit: Node loads its copy of undici inside this first call, and dispatches before anybody can reach the copy.
  test('a fetch taken before install: nothing on what goes out with the very first call, all from then on', async () => {
    const code = `const taken = fetch
      install()
      const call = async () => (await taken(url)).text()
      print([(await tally(call)).wrong, await tally(call)])`
    expect(await inChild(code)).toEqual([0, allRight])
  })

  test('the very first call is a POST with a body, of a Request', async () => {
    const code = `install()
      print(await tally(async () => (await fetch(new Request(url, { method: 'POST', body: 'x' }))).text()))`
    expect(await inChild(code)).toEqual(allRight)
  })

  for (const major of majors) {
    test(`undici ${major} as the global dispatcher: carried, or as without traceferry`, async () => {
      const call = `fetch(url).then((r) => r.text(), (error) => String(error.cause ?? error))`
      const code = `
        const { setGlobalDispatcher, Agent } = await import('undici${major}')
        setGlobalDispatcher(new Agent({ connections: 1 }))
        const without = await ${call}
        install()
        const tallied = without === 'undefined' ? await tally(() => ${call}) : 'fails: ' + without
        print([tallied, without === 'undefined' || (await ${call}) === without])`
      const [tallied, same] = (await inChild(code)) as [unknown, boolean]
      expect(same).toBe(true)
      if (typeof tallied === 'object') expect(tallied).toEqual(allRight)
      else expect(tallied).toMatch(/fails/)
    })
  }
})

describe('node:http in a fresh process', () => {
  const call = (request: string) => `
    install()
    const call = () => new Promise((resolve, reject) => {
      ${request}(url, (response) => { let text = ''; response.on('data', (c) => (text += c)).on('end', () => resolve(text)) }).on('error', reject).end()
    })
    print(await tally(call))`

  test('request taken by require before install', async () => {
    expect(await inChild(call('request'), 'cjs', "const { request } = require('node:http')")).toEqual(allRight)
  })
  test('get imported before install', async () => {
    expect(await inChild(call('get'), 'esm', "import { get } from 'node:http'")).toEqual(allRight)
  })
  test('ClientRequest taken by require before install', async () => {
    expect(await inChild(call('new ClientRequest'), 'cjs', "const { ClientRequest } = require('http')")).toEqual(
      allRight,
    )
  })
})
