// `npm run tool -- audit`: a mesh of real sidecars with a planted fault of each kind; the audit must name each, with its kind
// and its service, and nothing else: from spans, from access logs, and out of real stores.
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { audit } from '@traceferry/audit'
import { Command } from 'commander'
import { listOf, optionsOf, positive } from '../shared/arguments.js'
import { runCommand } from '../shared/command.js'
import { temporaryFolder } from '../shared/folders.js'
import { step } from '../shared/steps.js'
import { differencesOf } from './expected.js'
import { takePicture } from './picture.js'
import { record } from './record.js'
import { stores } from './stores.js'

const tracers = ['zipkin', 'zipkin+w3c', 'otel']
const options = optionsOf(
  new Command('npm run tool -- audit')
    .description('Runs a mesh with planted faults, and compares what the audit finds with what was planted.')
    .option('--tracer <names>', `comma-separated tracers of ${tracers}`, listOf(tracers), tracers)
    .option('--store <names>', `also out of real stores: ${Object.keys(stores)}`, listOf(Object.keys(stores)), [])
    .option('--requests <n>', 'how many', positive, 120)
    .option('--rate <n>', 'how many a second', positive, 3)
    .option('--picture <file>', 'save a picture of the last report, as PNG')
    .option('--keep <folder>', 'record into this folder and leave it')
    .addHelpText('after', '\nExit code: 0 when all is as planted, 1 when it is not, 2 when it could not run.'),
)

await runCommand(async (conclude) => {
  const wrong = []
  for (const tracer of options.tracer) {
    const folder = options.keep
      ? join(options.keep, tracer)
      : await temporaryFolder(join(tmpdir(), 'traceferry-audit-'))
    await mkdir(folder, { recursive: true })
    const opened = []
    try {
      for (const name of options.store) opened.push(await step(`Starting ${name}`, stores[name]))
      const settings = { folder, tracer, requests: options.requests, perSecond: options.rate }
      const to = opened.map(({ collector }) => collector)
      const { spans } = await step(`${tracer}: ${options.requests} requests`, () => record({ ...settings, to }))
      const compare = async (input, what, store = '') => {
        const found = differencesOf(await audit(what), input, tracer)
        wrong.push(...found.map((one) => `${tracer}, ${Object.keys(what)}: ${one}`))
        console.log(`${tracer}, ${input}${store && ` of ${store}`}: ${found.join('; ') || 'all as planted'}`)
      }
      await compare('spans', { paths: [join(folder, 'spans.json')] })
      await compare('traced', { paths: [join(folder, 'traced')] })
      await compare('logs', { paths: [join(folder, 'logs')] })
      if (options.picture) await takePicture(join(folder, 'spans.json'), options.picture)
      for (const { name, asked, hasAll } of opened) {
        await step(`${name} has all ${spans} spans`, () => hasAll(spans))
        await compare('spans', { stores: [asked], limit: 100_000 }, name)
      }
    } finally {
      for (const { stop } of opened) await stop()
    }
  }
  conclude(wrong.length === 0)
})
