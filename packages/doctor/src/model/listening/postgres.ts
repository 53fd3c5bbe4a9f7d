// Where PostgreSQL listens: `-c listen_addresses=...`, `--listen_addresses=...`, `-h ...`, and the port beside it.
import type { Container } from '../workloads.ts'
import { addressesOf, type Listening } from './address.ts'
import { startOf, type Word } from './command-line.ts'

const images = /(^|\/)(postgres|postgresql|timescaledb|postgis|pgvector)(:|@|$)/

/** Only the image's own server takes `-c`; the arguments of other images mean other things. */
export function postgresIn(container: Container, words: readonly Word[]): Listening[] {
  const started = startOf(words, /^(postgres|postmaster)$/)
  const args = started?.args ?? (images.test(container.image) ? words : undefined)
  if (args === undefined) return []
  const settings = args.flatMap(({ word, field }, n) => {
    const before = args[n - 1]?.word
    if (before === '-h') return [{ key: 'listen_addresses', value: word, field }]
    if (before === '-p') return [{ key: 'port', value: word, field }]
    const found = /^(?:--|-c)?([a-z_-]+)=(.*)$/.exec(word)
    const isSetting = found && (before === '-c' || /^(--|-c)/.test(word))
    return isSetting ? [{ key: found[1]!.replaceAll('-', '_'), value: found[2]!.replaceAll("'", ''), field }] : []
  })
  // The last one wins.
  const setting = settings.findLast(({ key }) => key === 'listen_addresses')
  const port = Number(settings.findLast(({ key }) => key === 'port')?.value ?? 5432)
  return setting ? addressesOf(setting.value).map((one) => ({ ...one, port, field: setting.field })) : []
}
