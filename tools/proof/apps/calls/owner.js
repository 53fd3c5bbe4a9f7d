// Whose the retries are: an owner's, or, as without traceferry, the app's whatever the sidecar does.

export async function retriesOf(owner, limit) {
  if (owner) return (await import('@traceferry/sidecar')).retries({ retryOwner: owner, limit })
  return { limitFor: () => limit, shouldRetry: (_, { retried }) => retried < limit }
}
