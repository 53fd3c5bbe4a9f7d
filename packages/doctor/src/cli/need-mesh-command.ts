// Defines and runs `need-mesh`, which recommends a mesh or advises against one.
import type { Io, WithExitCode } from '@traceferry/core/command'
import { Command } from 'commander'
import { doctorErrorOf } from '../errors.ts'
import type { Answers } from '../need-mesh/answers.ts'
import { askQuestion } from '../need-mesh/ask-question.ts'
import { questions } from '../need-mesh/questions.ts'
import { readAnswers } from '../need-mesh/read-answers.ts'
import { recommend } from '../need-mesh/recommend.ts'
import {
  failedRecommendation,
  type Origins,
  recommendationJson,
  recommendationText,
} from '../need-mesh/recommendation-text.ts'
import { readEverything } from '../read/read-inputs.ts'
import { worldOf } from '../world.ts'
import { printProblems, warnOfTemplates } from './check.ts'
import { colorsFor } from './colors-for.ts'
import { progress } from './progress.ts'

interface Options {
  readonly answers?: string
  readonly json?: boolean
  readonly ask: boolean
}

export function needMeshCommand(io: Io, withExitCode: WithExitCode): Command {
  return new Command('need-mesh')
    .description(
      'Tells whether this system needs a mesh, and which one. Answers come from manifests, a file or the terminal.',
    )
    .argument('[paths...]', 'manifests and folders of them')
    .option('-a, --answers <file>', 'a YAML or JSON file with answers; they override what the manifests say')
    .option('--json', 'print JSON')
    .option('--no-ask', 'ask no questions, even on a terminal')
    .addHelpText(
      'after',
      `\nQuestions: ${questions
        .filter((one) => !one.derivedOnly)
        .map(({ id }) => id)
        .join(', ')}.\nExit codes: 0 for any recommendation, 2 for input that cannot be read.`,
    )
    .action(withExitCode((paths: string[], options: Options) => needMesh(paths, options, io)))
}

async function needMesh(paths: readonly string[], options: Options, io: Io): Promise<number> {
  try {
    return await advise(paths, options, io)
  } catch (error) {
    if (options.json) io.stdout.write(failedRecommendation([doctorErrorOf(error)]))
    throw error
  }
}

async function advise(paths: readonly string[], options: Options, io: Io): Promise<number> {
  const read = readEverything(paths, progress(io.stderr).tick)
  warnOfTemplates(read, io)
  // Advice from a part of the manifests could be the wrong advice.
  if (read.unreadable.length > 0) {
    if (options.json) io.stdout.write(failedRecommendation(read.unreadable))
    return printProblems(read.unreadable, io)
  }
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
