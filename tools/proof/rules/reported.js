// What the doctor says about a report that a running process has written.
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'

const doctor = fileURLToPath(new URL('../../../packages/doctor/bin/doctor.js', import.meta.url))

/** Waits until this many calls to one host are in the report. */
export async function examined(id, report, count) {
  for (;;) {
    const { calls } = JSON.parse(await readFile(report, 'utf8'))
    if (calls.some((one) => one.count === count)) break
    await sleep(50)
  }
  const args = [doctor, '--report', report, '--mesh', 'istio@1.30', '--rule', id, '--format', 'json']
  const { stdout } = await execa(process.execPath, args, { reject: false })
  return JSON.parse(stdout).findings.map((one) => ({ id: one.id, line: one.line, message: one.message }))
}
