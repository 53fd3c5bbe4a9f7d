import { spawnSync } from 'node:child_process'
const r = spawnSync('node', ['tools/inject/run.js', '--files', '--requests', '200', '--json'], { stdio: 'inherit' })
process.exitCode = r.status
