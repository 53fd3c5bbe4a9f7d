// Finds which kind of app `startService` got.

/** Whether an app is a command: a list of words. */
export function isCommand(app: unknown): app is readonly string[] {
  return Array.isArray(app) && app.length > 0 && app.every((word) => typeof word === 'string')
}

/** Whether an app is a function that makes one. It has at most one parameter, the URLs; a handler has at least two. */
export function isFactory(app: unknown): app is (urls: Readonly<Record<string, string>>) => unknown {
  return typeof app === 'function' && app.length < 2
}
