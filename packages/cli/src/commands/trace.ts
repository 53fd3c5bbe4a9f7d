// `traceferry trace`: shows where tracing headers get lost between services.
import { readFileSync } from 'node:fs'
import { validateHeaderName, validateHeaderValue } from 'node:http'
import { printable, printableJson, show, TraceferryError } from '@traceferry/core/internal'
import { createToken, PROBE, REPORT, readHopReport, secretOf } from '@traceferry/probe/internal'
import { Command, InvalidArgumentError, Option } from 'commander'
import { milliseconds, TIME } from '../milliseconds.ts'
import { breaksOf, silencesOf } from '../trace/breaks.ts'
import { drawTrace } from '../trace/draw-trace.ts'
import { requestOnce } from '../trace/request-once.ts'
import { traceHeaders } from '../trace/trace-headers.ts'
import { isProxys, whyNoAnswer, whyNoReport } from '../trace/why-no-report.ts'

interface Options {
  method: string
  header: readonly (readonly [string, string])[]
  data?: string
  timeout: number
  cacert?: string
  strict?: boolean
  json?: boolean
}

const HOUR = 3_600_000
const BROKEN = 1
const USAGE = 2
const NO_REPORT = 3
const UNREACHABLE = 4

/** `traceferry trace <url>`: finds the call on which the tracing headers get lost. */
export function traceCommand(): Command {
  return new Command('trace')
    .description(
      'Sends one request that services answer with reports, and shows which of their calls carried the tracing headers.',
    )
    .argument('<url>', 'the first service')
    .option('--method <method>', 'GET unless there is data', method, 'GET')
    .option(
      '--header <name: value>',
      'a header of the request, such as authorization or host; can be repeated',
      header,
      [],
    )
    .option('--data <text>', 'the body of the request; it makes the method POST')
    .addOption(
      new Option('--timeout <time>', `how long to wait for the answer, ${TIME}`)
        .argParser(milliseconds(1, HOUR))
        .default(30_000, '30s'),
    )
    .option('--cacert <file>', "trust the PEM certificates in this file instead of Node's", pem)
    .option('--strict', 'count a service inside the mesh without a report as a break')
    .option('--json', 'print the reports as JSON')
    .addHelpText('after', help)
    .action(run)
}

const help = `
The services must run with \`--import @traceferry/probe/register\`. They and this command must have the same secret in
TRACEFERRY_PROBE_SECRET. Their clocks may differ by 10 seconds.

Exit code: 0 when every reported call inside the mesh carried the headers, 1 when the chain breaks, 2 for wrong arguments or
no secret, 3 when the first service answered without a report, 4 when it did not answer, or a proxy answered for it.`

async function run(url: string, options: Options): Promise<void> {
  const { stdout, stderr } = process
  const fail = (text: string, code: number) => {
    stderr.write(`error: ${printable(text)}\n`)
    process.exitCode = code
  }
  let secret: string | undefined
  try {
    secret = secretOf()
  } catch (error) {
    return fail((error as Error).message, USAGE)
  }
  if (secret === undefined) {
    const cure = 'give it the secret that the services have'
    return fail(new TraceferryError('TF050', 'TRACEFERRY_PROBE_SECRET is not set', cure).message, USAGE)
  }
  if (!/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : '')) {
    const problem = `the argument <url> is ${show(url)}, which is not an http or https URL`
    return fail(new TraceferryError('TF800', problem, 'write one such as http://orders:8080/').message, USAGE)
  }

  // You may reach a gateway by a name other than the one it serves, as with kubectl port-forward.
  const named = options.header.findLast(([name]) => name.toLowerCase() === 'host')
  const host = named?.[1] ?? new URL(url).host
  const { token, nonce } = createToken(secret, host)
  const headers = [...traceHeaders(), [PROBE, token] as const, ...options.header]
  const answer = await requestOnce(url, { ...options, ca: options.cacert, headers }).catch((error: Error) => error)
  if (answer instanceof Error) return fail(`${url} did not answer: ${whyNoAnswer(answer)}`, UNREACHABLE)
  const hop = readHopReport(secret, nonce, answer.header(REPORT) ?? '')
  if (hop === undefined) return fail(`${url}: ${whyNoReport(url, answer)}`, isProxys(answer) ? UNREACHABLE : NO_REPORT)

  const sent = traceHeaders().map(([name]) => name)
  const { status } = answer
  const result = { url, status, sent, breaks: breaksOf(hop, sent), silent: silencesOf(hop), hop }
  stdout.write(options.json ? `${printableJson(result)}\n` : drawTrace(result))
  process.exitCode = result.breaks.length > 0 || (options.strict && result.silent.length > 0) ? BROKEN : 0
}

function method(text: string): string {
  if (/^[a-z0-9!#$%&'*+.^_`|~-]+$/i.test(text)) return text
  throw new InvalidArgumentError('It must be a method such as POST.')
}

function pem(file: string): string {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message)
  }
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text
  throw new InvalidArgumentError('It holds no certificate.')
}

function header(text: string, before: readonly (readonly [string, string])[]): readonly (readonly [string, string])[] {
  const at = text.indexOf(':')
  if (at < 1) throw new InvalidArgumentError('It must be name: value.')
  const [name, value] = [text.slice(0, at).trim(), text.slice(at + 1).trim()]
  try {
    validateHeaderName(name)
    validateHeaderValue(name, value)
  } catch {
    // Node's message quotes the value, which may be a token.
    throw new InvalidArgumentError(
      'Its name must be a valid HTTP token, and its value must not have control characters.',
    )
  }
  return [...before, [name, value]]
}
