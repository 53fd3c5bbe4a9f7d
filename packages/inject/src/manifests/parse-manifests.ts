// Parses the manifests of a text, with the place of each node.
import { jsonStream } from '@traceferry/core/command'
import { Composer, type Document, Parser, parseAllDocuments } from 'yaml'
import { InjectError } from '../errors.ts'

/** The YAML or JSON documents of a text. Throws TF842 where it is neither. */
export function parseManifests(text: string, file = 'the text'): Document[] {
  const documents = documentsOf(text, file)
  const [problem] = documents.flatMap(({ errors }) => errors)
  if (problem === undefined) return documents
  const cure = text.includes('{{') ? 'render the template first, and inject the output' : 'fix the YAML'
  throw new InjectError('TF842', `${place(text, problem.pos[0], file)}: ${problem.message.split('\n')[0]}`, cure)
}

const options = { uniqueKeys: false, prettyErrors: false, logLevel: 'silent' } as const

/** Each JSON object of a stream of them is a document of its own, as kubectl takes it. */
function documentsOf(text: string, file: string): Document[] {
  const { parts, problem } = jsonStream(text) ?? {}
  if (problem !== undefined)
    throw new InjectError(
      'TF842',
      `${place(text, problem, file)}: not JSON`,
      'after two JSON objects, kubectl reads only more JSON objects: fix it',
    )
  return parts?.flatMap(({ start, end }) => documentsIn(text, start, end)) ?? [...parseAllDocuments(text, options)]
}

/** Parses a part of the text, with places that count from the start of the whole. */
function documentsIn(text: string, start: number, end: number): Document[] {
  const parser = new Parser()
  parser.offset = start
  return [...new Composer(options).compose(parser.parse(text.slice(start, end)))] as Document[]
}

function place(text: string, at: number, file: string): string {
  return `${file}, line ${text.slice(0, at).split('\n').length}`
}
