// A service whose report loses its folder while it runs.
import { mkdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { dirname } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { report } from '@traceferry/sidecar/report'

const folder = dirname(process.env.TRACEFERRY_REPORT)
mkdirSync(folder)
report({ intervalMs: 100 })
rmSync(folder, { recursive: true })
for (let n = 0; n < 3; n++) {
  createServer().listen(0) // something to report each time
  await setTimeout(150)
}
console.log('served')
process.exit()
