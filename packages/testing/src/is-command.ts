// Which of the things that `startService` takes an app is.

/** Whether it is a command, as a list of words. */
export function isCommand(app: unknown): app is readonly string[] {
  return Array.isArray(app) && app.length > 0 && app.every((word) => typeof word === 'string')
}

/** A function that makes an app takes the URLs or nothing; a handler takes a request and a response at least. */
export function isFactory(app: unknown): app is (urls: Readonly<Record<string, string>>) => unknown {
  return typeof app === 'function' && app.length < 2
}
