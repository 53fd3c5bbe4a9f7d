/** What is wrong with a workflow, by the rules of this repository. */
export function workflowFaults(file: string, text: string): string[]
