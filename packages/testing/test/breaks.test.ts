import { spawn } from 'node:child_process'
import diagnosticsChannel from 'node:diagnostics_channel'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { uninstall } from '@traceferry/fetch'
import { compile } from '@traceferry/testkit'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Call, ForwardingError, type Result, type Service, startService } from '../src/index.ts'

// Each way in which a chain breaks is found, by an app in this process and by a program, with the right cause.

const app = fileURLToPath(new URL('apps/broken.mjs', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'traceferry-testing-'))
const bundle = join(folder, 'app-bundle.cjs')
const headers = ['x-request-id', 'traceparent', 'x-b3-traceid', 'x-b3-spanid']

beforeAll(async () => {
  compile('core', 'fetch', 'express', 'testing')
  const undici = createRequire(import.meta.url).resolve('undici7')
  await build({ entryPoints: [undici], outfile: bundle, bundle: true, platform: 'node', sourcemap: true })
})
afterAll(() => {
  uninstall()
  rmSync(folder, { recursive: true })
})

const causesOf = (calls: readonly Call[]) => calls.map(({ path, causes }) => [path, ...causes.map(({ name }) => name)])
const failure = (result: Result) => {
  try {
    result.expectForwarded()
  } catch (error) {
    return error as Error
  }
  return undefined
}

const ways: Record<string, () => unknown> = {
  'an app in this process': () => async () => (await import('./apps/broken.mjs' as string)).createBroken(),
  'a program': () => ['node', app, '--listen'],
}

for (const [way, make] of Object.entries(ways)) {
  describe(way, () => {
    let service: Service
    beforeAll(async () => {
      service = await startService(make(), {
        upstreams: { orders: {}, partner: { host: 'api.partner.example' } },
        headers,
        env: { BUNDLE: bundle },
      })
    })
    afterAll(() => service?.close())

    test('nothing is found where nothing is wrong', async () => {
      const result = await service.send('/fine')
      expect(causesOf(result.calls)).toEqual([['/fine'], ['/fine']])
      result.expectForwarded()
    })

    test.each(['/lost', '/lost-fetch'])('%s: a callback of a pool that was opened at start-up', async (path) => {
      const result = await service.send(path)
      expect(causesOf(result.calls)).toEqual([
        [path, 'lost context'],
        [path, 'lost context'],
      ])
      expect(result.calls[0]?.causes[0]?.headers).toEqual(headers)
      expect(failure(result)?.message).toMatch(
        new RegExp(
          `2 of 2 calls went out wrong[\\s\\S]*✗ GET orders${path}, 2 times: 0 of 4 headers[\\s\\S]*bind\\(\\)`,
        ),
      )
    })

    test('/foreign: a callback in the context of whoever opened the connection shows at the second request', async () => {
      const result = await service.send('/foreign')
      expect(causesOf(result.calls)).toEqual([['/foreign'], ['/foreign', 'context of another request']])
      expect(failure(result)?.message).toMatch(/1 of 2 calls went out wrong[\s\S]*x-request-id \(foreign: /)
      expect(failure(await service.send('/foreign', { times: 1 }))).toBeInstanceOf(ForwardingError)
    })

    test("/early: a call in a middleware above traceferry's line, and one below", async () => {
      const result = await service.send('/early', { times: 1 })
      expect(causesOf(result.calls)).toEqual([['/early', 'made before set-up'], ['/late']])
      expect(failure(result)?.message).toMatch(/1 of 2 calls[\s\S]*put traceferry's line before/)
    })

    test('/outside: a host outside of the mesh', async () => {
      const result = await service.send('/outside')
      expect(causesOf(result.calls)[0]).toEqual(['/outside', 'outside target'])
      expect(failure(result)?.message).toContain('decided for http://api.partner.example:')
    })

    test('/bundled: a copy of undici in the bundle of the app, told with its file', async () => {
      const result = await service.send('/bundled')
      expect(causesOf(result.calls)).toEqual(Array(2).fill(['/bundled', 'unsupported client']))
      expect(failure(result)?.message).toMatch(/a copy of undici inside .*app-bundle\.cjs/)
    })

    test('/worker: a worker thread', async () => {
      const result = await service.send('/worker', { times: 1 })
      expect(causesOf(result.calls)).toEqual([['/worker', 'unsupported client']])
    })

    test('/own: a header that the app sets itself, and its family', async () => {
      const [call] = (await service.send('/own', { times: 1 })).calls
      expect(call?.causes.map(({ name, headers }) => [name, headers])).toEqual([
        ['set by the caller', ['x-b3-traceid', 'x-b3-spanid']],
      ])
      expect(call?.headers.map(({ name, state }) => [name, state])).toEqual([
        ['x-request-id', 'arrived'],
        ['traceparent', 'arrived'],
        ['x-b3-traceid', 'changed'],
        ['x-b3-spanid', 'missing'],
      ])
    })

    test('/signed: a signed request', async () => {
      expect(causesOf((await service.send('/signed', { times: 1 })).calls)).toEqual([['/signed', 'signed request']])
    })

    test('no call at all is a failure, which says what was called instead', async () => {
      expect(failure(await service.send('/nothing'))?.message).toMatch(
        /^no call came to any upstream; the answer was 200 "done"/,
      )
      const result = await service.send('/elsewhere', { times: 1 })
      expect(() => result.expectForwarded({ to: 'orders' })).toThrow('no call came to orders')
      expect(result.elsewhere).toEqual(['http://127.0.0.1:9'])
      expect(result.report()).toContain('? calls to http://127.0.0.1:9: no upstream of the test')
    })
  })
}

describe('upstreams outside of the mesh', () => {
  test('right when nothing came, wrong when something leaked', async () => {
    const leaking = ['/outside', '/fine'] as const
    for (const targets of ['', 'all']) {
      const service = await startService(['node', app, '--listen'], {
        upstreams: { partner: { outside: true }, orders: {} },
        headers,
        env: { TRACEFERRY_TARGETS: targets },
      })
      const [outside, fine] = await Promise.all(leaking.map((path) => service.send(path, { times: 1 })))
      await service.close()
      fine?.expectForwarded()
      expect(causesOf(outside?.calls ?? [])).toEqual([targets === '' ? ['/outside'] : ['/outside', 'header leaked']])
      if (targets === '') outside?.expectForwarded()
      else
        expect(() => outside?.expectForwarded()).toThrow(
          /header leaked: x-request-id[\s\S]*partner\.example is outside/,
        )
    }
  })
})

describe('other faults', () => {
  test('a service without the line', async () => {
    const code = `require('node:http').createServer(async (_, response) => {
      await fetch(process.env.ORDERS_URL)
      response.end()
    }).listen(process.env.PORT)`
    const service = await startService(['node', '-e', code], { upstreams: ['orders'], headers })
    const result = await service.send('/', { times: 1 })
    await service.close()
    expect(causesOf(result.calls)).toEqual([['/', 'made before set-up']])
    expect(result.calls[0]?.causes[0]?.evidence).toContain('before traceferry was set up')
  })

  test('a service that is switched off', async () => {
    const service = await startService(['node', app, '--listen'], {
      upstreams: ['orders'],
      headers,
      env: { TRACEFERRY_DISABLED: 'true' },
    })
    const result = await service.send('/fine', { times: 1 })
    await service.close()
    expect(causesOf(result.calls)).toEqual([['/fine', 'switched off']])
    expect(failure(result)?.message).toMatch(
      /switched off: x-request-id[\s\S]*while TRACEFERRY_DISABLED is set[\s\S]*unset TRACEFERRY_DISABLED/,
    )
  })

  test('formats that the service does not take in', async () => {
    const service = await startService(['node', app, '--listen'], {
      upstreams: ['orders'],
      headers: ['x-request-id', 'baggage'],
    })
    const result = await service.send('/fine')
    await service.close()
    expect(result.calls[0]?.causes.map(({ name, headers }) => [name, headers])).toEqual([['not captured', ['baggage']]])
  })

  test('a program into which nobody can look: what came is known, why not is not', async () => {
    const command = ['env', '-u', 'NODE_OPTIONS', process.execPath, app, '--listen']
    const service = await startService(command, { upstreams: ['orders'], headers })
    const [fine, lost] = await Promise.all(['/fine', '/lost'].map((path) => service.send(path)))
    await service.close()
    fine?.expectForwarded()
    expect(causesOf(lost?.calls ?? [])).toEqual(Array(2).fill(['/lost', 'unknown']))
  })

  test('what a shell has started ends with it', async () => {
    const service = await startService(['sh', '-c', `${process.execPath} ${app} --listen; true`], {
      upstreams: ['orders'],
      headers,
    })
    ;(await service.send('/fine')).expectForwarded()
    await service.close()
    await expect(fetch(service.url)).rejects.toThrow('fetch failed')
  })

  test('a program ends with a test that is killed', async () => {
    const code = `
      import { startService } from '@traceferry/testing'
      const service = await startService(['node', ${JSON.stringify(app)}, '--listen'], { upstreams: ['orders'] })
      console.log(service.url)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', code], { cwd: dirname(app) })
    const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
    expect((await fetch(`${url}/nothing`)).status).toBe(200)
    child.kill('SIGKILL')
    await expect.poll(() => fetch(url).catch(() => 'gone'), { timeout: 5000 }).toBe('gone')
  })

  test('looking at the calls makes nobody believe that a tracer listens', async () => {
    const service = await startService(() => async () => {}, { upstreams: [] })
    expect(diagnosticsChannel.channel('undici:request:create').hasSubscribers).toBe(false)
    expect(diagnosticsChannel.channel('traceferry:forward').hasSubscribers).toBe(true)
    await service.close()
    expect(diagnosticsChannel.channel('traceferry:forward').hasSubscribers).toBe(false)
  })

  test('a program that ends, and one that does not listen', async () => {
    const start = (code: string, startTimeoutMs = 10_000) =>
      startService(['node', '-e', code], { upstreams: ['orders'], startTimeoutMs }).then(
        () => 'started',
        (error) => error.message,
      )
    expect(await start('console.error("no database"); process.exit(3)')).toMatch(/^TF041: .* it ended; .*no database/)
    expect(await start('setInterval(() => {}, 1000)', 400)).toMatch(/^TF041: .* nothing listens on \d+ after 400 ms/)
    await expect(startService(['no-such-program'], { upstreams: [] })).rejects.toThrow(/TF041: .*ENOENT/)
  })
})
