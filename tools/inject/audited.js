// What traceferry audit says of the spans of a pass.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { audit } from '../../packages/audit/dist/index.js'

/** @returns by workload that calls on, the share of its calls that it forwards */
export async function auditOf(spans, folder, name) {
  const file = join(folder, `${name}.json`)
  await writeFile(file, JSON.stringify(spans))
  const { workloads } = await audit({ paths: [file] })
  const calling = workloads.flatMap(({ name: workload, share }) =>
    share === undefined ? [] : [[workload, Number(share.toFixed(3))]],
  )
  return Object.fromEntries(calling)
}
