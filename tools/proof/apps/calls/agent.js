// node:http with an agent of the app's own.
import { once } from 'node:events'
import { Agent, get } from 'node:http'

let agent

export async function call(url, { agent: options }) {
  agent ??= new Agent(options)
  const [response] = await once(get(url, { agent }), 'response')
  let text = ''
  for await (const chunk of response) text += chunk
  return { status: response.statusCode, text }
}
