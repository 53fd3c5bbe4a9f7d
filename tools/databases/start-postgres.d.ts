// start-postgres.js runs without a build; this is for the tests that import it.
export interface Database {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly database: string
  stop(): Promise<void>
}
/** Undefined where there is none to be had; `say` was told why. */
export function startPostgres(say?: (text: string) => void): Promise<Database | undefined>
