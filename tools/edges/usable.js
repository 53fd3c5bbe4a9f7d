// Which clients can be called on a Node. Of two minds in one list: what runs, and what does not, with its reason.
import { clients } from './calls/grammar.js'

/** { clients: { names, only }, left }: `only` is what the grammar is narrowed to. */
export function usable(line, wanted) {
  // undici 8 asks for Node 22.19.
  const cannot = Number(line) < 22 ? ['undici8'] : []
  const names = (wanted ?? clients).filter((name) => !cannot.includes(name))
  const left = (wanted ?? clients)
    .filter((name) => cannot.includes(name))
    .map((name) => `Node ${line}: without ${name}, which asks for Node 22.19`)
  return { clients: { names, only: left.length > 0 || wanted !== undefined ? names : [] }, left }
}
