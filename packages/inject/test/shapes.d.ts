// What shapes.js exports.
interface Shape {
  readonly pod: Readonly<Record<string, unknown>>
  readonly expected: {
    readonly injected: Readonly<Record<string, string>>
    readonly left?: string
    readonly note?: string
  }
}

export declare const shapes: Readonly<Record<string, Shape>>
