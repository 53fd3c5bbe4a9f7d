// Projects as the frameworks' own generators make them, and what our documentation says to change there. A NEW STARTER IS
// ONE ENTRY HERE. `edits`: [file, old text, new text]: the line, and a route that calls the next service.
const call = '(await fetch(process.env.ORDERS_URL)).text()'

export const starters = [
  {
    name: 'Express',
    command: ['express-generator@4.16.1', '--no-view', 'app'],
    packages: ['@traceferry/express'],
    edits: [
      [
        'app.js',
        'var app = express();',
        "var { traceferry } = require('@traceferry/express');\n\nvar app = express();\napp.use(traceferry());",
      ],
      ['routes/users.js', 'function(req, res, next)', 'async function(req, res, next)'],
      ['routes/users.js', "'respond with a resource'", `await ${call}`],
    ],
    start: () => ['bin/www'],
    path: '/users',
  },
  {
    name: 'Fastify',
    command: ['fastify-cli@8.0.2', 'generate', 'app', '--esm'],
    packages: ['@traceferry/fastify'],
    edits: [
      [
        'app.js',
        "import path from 'node:path'",
        "import path from 'node:path'\nimport { traceferry } from '@traceferry/fastify'",
      ],
      ['app.js', '// Place here your custom code!', 'fastify.register(traceferry)'],
      ['routes/root.js', 'return { root: true }', `return ${call}`],
    ],
    start: (port) => ['node_modules/fastify-cli/cli.js', 'start', '-p', String(port), 'app.js'],
    path: '/',
  },
  {
    name: 'Nest',
    command: ['@nestjs/cli@12.0.8', 'new', 'app', '--package-manager', 'npm', '--skip-git'],
    packages: ['@traceferry/express'],
    edits: [
      [
        'src/main.ts',
        "import { NestFactory } from '@nestjs/core';",
        "import { NestFactory } from '@nestjs/core';\nimport { traceferry } from '@traceferry/express';",
      ],
      ['src/main.ts', 'NestFactory.create(AppModule);', 'NestFactory.create(AppModule);\n  app.use(traceferry());'],
      ['src/app.service.ts', 'getHello(): string', 'async getHello(): Promise<string>'],
      ['src/app.service.ts', "'Hello World!'", "(await fetch(process.env.ORDERS_URL ?? '')).text()"],
      ['src/app.controller.ts', 'getHello(): string', 'getHello(): Promise<string>'],
    ],
    build: true,
    start: () => ['dist/main.js'],
    path: '/',
  },
  { name: 'Hono', skip: 'create-hono takes its templates from GitHub, and this command uses the npm registry only' },
  { name: 'Koa', skip: 'it has no generator that is kept; npm run tool -- first-use does what its page says' },
]
