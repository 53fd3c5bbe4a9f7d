// Asks one question on the terminal.
import type { Question } from './questions.ts'

/** Asks on the terminal. Loads the library for prompts only when there is a question to ask. */
export async function askQuestion(
  { text, kind, choices = [] }: Question,
  stdin: NodeJS.ReadStream,
  stderr: NodeJS.WriteStream,
): Promise<unknown> {
  const prompts = await import('@inquirer/prompts')
  const context = { input: stdin, output: stderr, clearPromptOnDone: false }
  const list = choices.map(({ value, name }) => ({ value, name }))
  switch (kind) {
    case 'number':
      return prompts.number({ message: text, min: 0, required: true }, context)
    case 'boolean':
      return prompts.confirm({ message: text, default: false }, context)
    case 'choice':
      return prompts.select({ message: text, choices: list }, context)
    case 'several':
      return prompts.checkbox({ message: text, choices: list }, context)
    default: {
      const answer = await prompts.input({ message: `${text} (separated by commas)` }, context)
      return answer
        .split(',')
        .map((word) => word.trim())
        .filter(Boolean)
    }
  }
}
