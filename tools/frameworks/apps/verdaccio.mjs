// Verdaccio 6 under register, with an upstream of ours as the registry that it asks
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runServer } from 'verdaccio'
import { listening } from './work.mjs'

const storage = mkdtempSync(join(tmpdir(), 'verdaccio-'))
const app = await runServer({
  storage,
  configPath: join(storage, 'config.yaml'),
  self_path: join(storage, 'config.yaml'),
  uplinks: { ours: { url: process.env.UPSTREAM, max_fails: 1000, cache: false } },
  packages: { '**': { access: '$all', proxy: 'ours' } },
  log: { type: 'stdout', format: 'json', level: 'error' },
})
app.listen(0, '127.0.0.1', () => listening(app.address().port))
