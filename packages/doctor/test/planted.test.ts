import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { doctor, short } from './helpers/doctor.ts'

const file = fileURLToPath(new URL('planted/shop.yaml', import.meta.url))

/** `# 7 TF203` stands on the line of the mistake, `..., on the line above` below it. */
const planted = readFileSync(file, 'utf8')
  .split('\n')
  .flatMap((line, n) => {
    const found = /# (\d+) (TF\d+)(, on the line above)?$/.exec(line)
    return found ? [`${found[2]} ${found[3] ? n : n + 1}`] : []
  })

test('15 planted mistakes: all 15, on their lines, and nothing else', async () => {
  const ran = await doctor(file, '--mesh', 'istio@1.26', '--format', 'json')
  expect(planted).toHaveLength(15)
  // A classic sidecar, as 1.26 has it, brings two remarks of its own for each Deployment.
  const others = short(ran).filter((line) => !planted.includes(line))
  expect(short(ran)).toEqual(expect.arrayContaining(planted))
  expect(others.map((line) => line.split(' ')[0]).sort()).toEqual(['TF502', 'TF502', 'TF504'])
  expect(ran.code).toBe(1)
})

test('in a newer Istio the Job ends by itself, and 14 are left', async () => {
  const ran = await doctor(file, '--mesh', 'istio@1.30', '--format', 'json')
  expect(short(ran).sort()).toEqual(planted.filter((line) => !line.startsWith('TF501')).sort())
})

test('the mesh is seen from the manifests, and without any sign of it the advice becomes remarks', async () => {
  const seen = JSON.parse((await doctor(file, '--format', 'json')).stdout)
  expect(seen.mesh).toBe('Istio 1.30')
  const none = JSON.parse((await doctor(file, '--mesh', 'none', '--format', 'json')).stdout)
  expect(none.findings.map(({ id }: { id: string }) => id)).not.toContain('TF203')
})
