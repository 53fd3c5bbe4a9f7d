// Looks for what a container's command and variables speak of, where a port's name or probe does not tell the whole truth.
import type { Container } from './workloads.ts'

/** Whether its command, its arguments, the names of its variables or its folders speak of TLS or of certificates. */
export function mentionsTls(container: Container): boolean {
  const folders = container.field
    .get('volumeMounts')
    .items()
    .map((mount) => mount.get('mountPath').text() ?? '')
  return [...wordsOf(container), ...folders].some((text) => /tls|ssl|cert|https/i.test(text))
}

/** Whether it speaks of gRPC, and has no other port that is named so: then this port may serve it beside HTTP. */
export function mayShareWithGrpc(container: Container, number: number): boolean {
  const hasOwn = container.ports.some(({ port, name }) => port !== number && /grpc/i.test(name))
  return !hasOwn && [container.image, ...wordsOf(container)].some((text) => /grpc/i.test(text))
}

function wordsOf({ words, env }: Container): string[] {
  return [...words.map(({ text }) => text), ...env.map(({ name }) => name)]
}
