// Derives answers from manifests. An answers file can correct what they only hint at, such as languages.
import { oldestNode } from '../model/mesh.ts'
import { serverFirst } from '../model/protocols.ts'
import type { Workload } from '../model/workloads.ts'
import type { World } from '../world.ts'
import type { AnswerId, Answers } from './answers.ts'

export const derivedAnswers: { readonly [K in AnswerId]?: (world: World) => Answers[K] | undefined } = {
  services: ({ services, workloads }) => {
    const count = Math.max(
      services.length,
      workloads.filter(({ kind }) => /^(Deployment|StatefulSet|Rollout)$/.test(kind)).length,
    )
    return count > 0 ? count : undefined
  },
  languages: ({ workloads }) => {
    const found = new Set(workloads.flatMap((workload) => languageOf(workload) ?? []))
    // With one unknown container the list would be a guess.
    const unknown = workloads.filter((workload) => languageOf(workload) === undefined && !isInfrastructure(workload))
    return found.size > 0 && unknown.length === 0 ? [...found].sort() : undefined
  },
  platform: ({ resources }) => {
    if (resources.length === 0) return undefined
    const machines = resources.some(({ kind }) => /^(WorkloadEntry|WorkloadGroup|ExternalWorkload)$/.test(kind))
    return machines ? 'mixed' : 'kubernetes'
  },
  kubernetes: ({ resources }) => oldestNode(resources)?.[1],
  hostile: (world) => {
    if (world.resources.length === 0) return undefined
    return [...world.workloads.flatMap(hostileWorkload), ...world.services.flatMap(hostileService)]
  },
}

type Reason = string

function hostileWorkload({ kind, name, pod, containers }: Workload): Reason[] {
  const reasons = [
    pod.get('hostNetwork').value === true && 'is in the host network: never in the mesh',
    kind === 'StatefulSet' && 'is a StatefulSet: peers find one another by address',
    [pod, ...containers.map(({ field }) => field)].some(
      (owner) => owner.get('securityContext', 'runAsUser').number() === 1337,
    ) && "runs as 1337, the sidecar's user",
  ]
  return reasons.flatMap((reason) => (reason ? [`${kind} ${name} ${reason}`] : []))
}

function hostileService({ name, headless, ports }: World['services'][number]): Reason[] {
  const first = ports.find(({ port }) => serverFirst[port])
  if (first) return [`Service ${name} speaks ${serverFirst[first.port]}: the server speaks first`]
  return headless ? [`Service ${name} is headless: no retries, no timeouts`] : []
}

const images: readonly (readonly [RegExp, string])[] = [
  [/(^|[/-])(node|nodejs|nextjs)(:|@|-|$)/, 'JavaScript'],
  [/(^|[/-])(python|gunicorn|uvicorn|django|fastapi)(:|@|-|$)/, 'Python'],
  [/(^|[/-])(openjdk|temurin|jre|jdk|java|spring|tomcat|quarkus)(:|@|-|$|\d)/, 'Java'],
  [/(^|[/-])golang(:|@|-|$)/, 'Go'],
  [/(^|[/-])(ruby|rails|puma)(:|@|-|$)/, 'Ruby'],
  [/(^|[/-])php(:|@|-|$)/, 'PHP'],
  [/(^|\/)dotnet\/|(^|[/-])aspnet(:|@|-|$)/, 'C#'],
]
const commands: readonly (readonly [RegExp, string])[] = [
  [/^(\S*\/)?(node|npm|yarn|pnpm|tsx|bun|deno)$/, 'JavaScript'],
  [/^(\S*\/)?(python3?|gunicorn|uvicorn)$/, 'Python'],
  [/^(\S*\/)?java$/, 'Java'],
  [/^(\S*\/)?(ruby|bundle|puma)$/, 'Ruby'],
  [/^(\S*\/)?php(-fpm)?$/, 'PHP'],
  [/^(\S*\/)?dotnet$/, 'C#'],
]

function languageOf({ containers }: Workload): string | undefined {
  for (const { image, words, env } of containers) {
    const byCommand = commands.find(([pattern]) => pattern.test(words[0]?.text.split(/\s/)[0] ?? ''))
    if (byCommand) return byCommand[1]
    const byImage = images.find(([pattern]) => pattern.test(image))
    if (byImage) return byImage[1]
    if (env.some(({ name }) => /^NODE_(ENV|OPTIONS)$/.test(name))) return 'JavaScript'
    if (env.some(({ name }) => /^(JAVA_OPTS|JAVA_TOOL_OPTIONS|JVM_OPTS)$/.test(name))) return 'Java'
  }
  return undefined
}

function isInfrastructure({ containers }: Workload): boolean {
  const known =
    /(postgres|mysql|mariadb|redis|valkey|mongo|kafka|rabbitmq|nats|zookeeper|cassandra|elasticsearch|opensearch|nginx|envoy|haproxy|prometheus|grafana|jaeger|otel)/
  return containers.every(({ image }) => known.test(image))
}
