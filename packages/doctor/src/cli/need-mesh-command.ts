import { Command } from 'commander'
import type { Answers } from '../need-mesh/answers.ts'
import { askQuestion } from '../need-mesh/ask-question.ts'
import { questions } from '../need-mesh/questions.ts'
import { readAnswers } from '../need-mesh/read-answers.ts'
import { recommend } from '../need-mesh/recommend.ts'
import { type Origins, recommendationJson, recommendationText } from '../need-mesh/recommendation-text.ts'
import { readInputs } from '../read/read-inputs.ts'
import { worldOf } from '../world.ts'
import { tellTemplates } from './check.ts'
import type { WithExitCode } from './exit-codes.ts'
import { colorsFor, type Io } from './io.ts'
import { progress } from './progress.ts'

interface Options {
  readonly answers?: string
  readonly json?: boolean
  readonly ask: boolean
}

export function needMeshCommand(io: Io, withExitCode: WithExitCode): Command {
  return new Command('need-mesh')
    .description('Whether this system needs a mesh, and which: answers from manifests, from a file, or asked for.')
    .argument('[paths...]', 'manifests and folders of them')
    .option('-a, --answers <file>', 'YAML or JSON with answers; they overrule what the manifests tell')
    .option('--json', 'as JSON')
    .option('--no-ask', 'ask nothing, even on a terminal')
    .addHelpText(
      'after',
      `\nQuestions: ${questions
        .filter((one) => !one.derivedOnly)
        .map(({ id }) => id)
        .join(', ')}.\nExit codes: 0 whatever the recommendation, 2 input that cannot be read.`,
    )
    .action(withExitCode((paths: string[], options: Options) => needMesh(paths, options, io)))
}

async function needMesh(paths: readonly string[], options: Options, io: Io): Promise<number> {
  const read = readInputs(paths, progress(io.stderr).tick)
  tellTemplates(read, io)
  const { resources, settings } = read
  const world = worldOf({ resources, settings, live: [], mesh: [] })
  const given = options.answers === undefined ? {} : readAnswers(options.answers)
  const answers: Record<string, unknown> = {}
  const origins: Record<string, string> = {}
  const isTerminal = io.stdin.isTTY === true && io.stderr.isTTY === true && options.ask && !options.json
  for (const question of questions) {
    const { id } = question
    const derived = question.derive?.(world)
    if (id in given) [answers[id], origins[id]] = [given[id], 'answers']
    else if (derived !== undefined) [answers[id], origins[id]] = [derived, 'manifests']
    else if (isTerminal && !question.derivedOnly)
      [answers[id], origins[id]] = [await askQuestion(question, io.stdin, io.stderr), 'asked']
  }
  const result = recommend(answers as Answers)
  const text = options.json
    ? recommendationJson(result, answers as Answers, origins as Origins)
    : recommendationText(result, answers as Answers, origins as Origins, colorsFor(io.stdout))
  io.stdout.write(text)
  return 0
}
