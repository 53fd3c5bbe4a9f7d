// What the usual servers call their listen address, in arguments and variables, and where they listen by default.

/** A server that is started by name. */
export interface Program {
  readonly name: RegExp
  /** Images that start it themselves, and hand on the arguments of a pod without a command. */
  readonly image?: RegExp
  /** A word that must stand among the arguments, such as `run` of `flask run`. */
  readonly command?: RegExp
  /** The option with the address. It may have a port, and may be given more than once. */
  readonly address: RegExp
  readonly port?: RegExp
  /** The variable that holds the address, and the one that holds the port. */
  readonly variable?: string
  readonly portVariable?: string
  /** The variable that holds further arguments. */
  readonly argsVariable?: string
  /** Where it listens when nothing says otherwise. Left out where that is every address. */
  readonly byDefault?: { readonly host: string; readonly port: number }
  /** Options that give the address in another way, so that the default does not count. */
  readonly otherwise?: RegExp
}

/** From the manuals of the programs. gunicorn is in a file of its own, because its config file may say otherwise. */
export const programs: readonly Program[] = [
  {
    name: /^uvicorn$/,
    address: /^--host$/,
    port: /^--port$/,
    variable: 'UVICORN_HOST',
    portVariable: 'UVICORN_PORT',
    byDefault: { host: '127.0.0.1', port: 8000 },
    otherwise: /^--(uds|fd)$/,
  },
  {
    name: /^hypercorn$/,
    address: /^(-b|--bind)$/,
    byDefault: { host: '127.0.0.1', port: 8000 },
    otherwise: /^(-c|--config|--insecure-binds?|--quic-bind)$/,
  },
  {
    name: /^daphne$/,
    address: /^(-b|--bind)$/,
    port: /^(-p|--port)$/,
    byDefault: { host: '127.0.0.1', port: 8000 },
    otherwise: /^(-u|--unix-socket|--fd|-e|--endpoint)$/,
  },
  {
    name: /^flask$/,
    command: /^run$/,
    address: /^(-h|--host)$/,
    port: /^(-p|--port)$/,
    variable: 'FLASK_RUN_HOST',
    portVariable: 'FLASK_RUN_PORT',
    byDefault: { host: '127.0.0.1', port: 5000 },
  },
  {
    name: /^fastapi$/,
    command: /^dev$/,
    address: /^--host$/,
    port: /^--port$/,
    byDefault: { host: '127.0.0.1', port: 8000 },
  },
  { name: /^waitress-serve$/, address: /^--(host|listen)$/, port: /^--port$/ },
  { name: /^http\.server$/, address: /^(-b|--bind)$/ },
  { name: /^(rails|rackup)$/, address: /^(-b|--binding|-o|--host)$/, port: /^(-p|--port)$/, variable: 'BINDING' },
  { name: /^puma$/, address: /^(-b|--bind)$/ },
  {
    name: /^artisan$/,
    command: /^serve$/,
    address: /^--host$/,
    port: /^--port$/,
    variable: 'SERVER_HOST',
    portVariable: 'SERVER_PORT',
    byDefault: { host: '127.0.0.1', port: 8000 },
  },
  { name: /^php\d*$/, address: /^-S$/ },
  { name: /^next$/, address: /^(-H|--hostname)$/, port: /^(-p|--port)$/ },
  { name: /^dotnet$/, address: /^--urls$/i },
  { name: /^memcached$/, image: /^memcached$/, address: /^(-l|--listen)$/, port: /^(-p|--port)$/ },
  { name: /^mongo[ds]$/, image: /^(mongo|mongodb-community-server)$/, address: /^--bind_ip$/, port: /^--port$/ },
  { name: /^(mysqld|mariadbd)$/, address: /^--bind[-_]address$/, port: /^--port$/ },
  { name: /^etcd$/, address: /^--listen-client-urls$/ },
]

/** Variables that hold a listen address, or a list of them, whoever started the server. */
export const variables: Readonly<Record<string, { readonly port?: string }>> = {
  ASPNETCORE_URLS: {},
  DOTNET_URLS: {},
  QUARKUS_HTTP_HOST: { port: 'QUARKUS_HTTP_PORT' },
  MICRONAUT_SERVER_HOST: { port: 'MICRONAUT_SERVER_PORT' },
  GF_SERVER_HTTP_ADDR: { port: 'GF_SERVER_HTTP_PORT' },
  ETCD_LISTEN_CLIENT_URLS: {},
  MINIO_ADDRESS: {},
  KAFKA_LISTENERS: {},
  KAFKA_CFG_LISTENERS: {},
  FLASK_RUN_HOST: { port: 'FLASK_RUN_PORT' },
  NATS_ADDR: {},
}

/** Kestrel's endpoints, one variable each: `Kestrel__Endpoints__Http__Url`. */
export const kestrelEndpoint: RegExp = /^Kestrel__Endpoints__\w+__Url$/i

/** Settings of Java servers, as they stand in arguments (`--server.address=`, `-Dserver.address=`) and in config files. */
export const javaSettings: Readonly<Record<string, string>> = {
  'server.address': 'server.port',
  'quarkus.http.host': 'quarkus.http.port',
  'micronaut.server.host': 'micronaut.server.port',
}

/** Variables whose text is options of the Java virtual machine, and the one that is Spring's settings as JSON. */
export const javaOptions: RegExp =
  /^(JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS|_JAVA_OPTIONS|JAVA_OPTS|JAVA_ARGS|JAVA_OPTIONS)$/
