// Pods of many shapes, each with what injection must make of it: for the command's tests, and for a real API server in tools/inject.

const FLAG = '--require /traceferry/register.cjs'
const container = (name = 'app', more = {}) => ({ name, image: 'example.com/app:1', ...more })
const options = (value) => ({ env: [{ name: 'NODE_OPTIONS', value }] })
const twice = (...entries) => ({ env: entries.map((one) => ({ name: 'NODE_OPTIONS', ...one })) })
const valueFrom = (source) => ({ env: [{ name: 'NODE_OPTIONS', valueFrom: source }] })
const spec = (containers, more = {}) => ({ spec: { containers, ...more } })
const annotated = (annotations, pod) => ({ ...pod, metadata: { ...pod.metadata, annotations } })
const labeled = (labels, pod) => ({ ...pod, metadata: { ...pod.metadata, labels } })
const mounted = (mountPath, name = 'data') => ({ volumeMounts: [{ name, mountPath }] })
const data = { name: 'data', emptyDir: {} }
const restricted = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
}

/**
 * `injected`: what NODE_OPTIONS is, by container. `left` and `note`: what the annotations say.
 * @param {Record<string, string>} injected
 * @param {{ left?: string, note?: string }} [annotations]
 */
const yes = (injected, { left, note } = {}) => ({ injected, left, note })
const app = yes({ app: FLAG })
const no = yes({})
const left = (reason) => yes({}, { left: `app: ${reason}` })
const TWICE = 'NODE_OPTIONS is set more than once'
const FROM = 'NODE_OPTIONS comes from valueFrom'
const NOTE = 'app: it replaces a NODE_OPTIONS from envFrom, if there is one'

/** @type {Readonly<Record<string, { pod: object, expected: { injected: Record<string, string>, left?: string, note?: string } }>>} */
export const shapes = Object.fromEntries(
  Object.entries({
    'no variables, no volumes': [spec([container()]), app],
    'other variables': [spec([container('app', { env: [{ name: 'PORT', value: '8080' }] })]), app],
    'options of its own': [
      spec([container('app', options('--max-old-space-size=300'))]),
      yes({ app: `--max-old-space-size=300 ${FLAG}` }),
    ],
    'options between others': [
      spec([
        container('app', {
          env: [
            { name: 'A', value: '1' },
            { name: 'NODE_OPTIONS', value: '--enable-source-maps' },
            { name: 'B', value: '2' },
          ],
        }),
      ]),
      yes({ app: `--enable-source-maps ${FLAG}` }),
    ],
    'options that are empty': [spec([container('app', options(''))]), app],
    'options with quotes and a reference': [
      spec([
        container('app', {
          env: [
            { name: 'DIR', value: '/a' },
            { name: 'NODE_OPTIONS', value: '--title="my app" --require $(DIR)/x.js' },
          ],
        }),
      ]),
      yes({ app: `--title="my app" --require $(DIR)/x.js ${FLAG}` }),
    ],
    'our line in its image': [
      spec([container('app', options('--require /app/node_modules/@traceferry/register/register.cjs'))]),
      yes({ app: `--require /app/node_modules/@traceferry/register/register.cjs ${FLAG}` }),
    ],
    "OpenTelemetry's injection": [
      spec(
        [
          container('app', {
            ...options(' --require /otel-auto-instrumentation-nodejs/autoinstrumentation.js'),
            ...mounted('/otel-auto-instrumentation-nodejs', 'opentelemetry-auto-instrumentation-nodejs'),
          }),
        ],
        {
          volumes: [{ name: 'opentelemetry-auto-instrumentation-nodejs', emptyDir: { sizeLimit: '200Mi' } }],
          initContainers: [
            container(
              'opentelemetry-auto-instrumentation-nodejs',
              mounted('/otel-auto-instrumentation-nodejs', 'opentelemetry-auto-instrumentation-nodejs'),
            ),
          ],
        },
      ),
      yes({ app: ` --require /otel-auto-instrumentation-nodejs/autoinstrumentation.js ${FLAG}` }),
    ],
    'options from a ConfigMap': [
      spec([container('app', valueFrom({ configMapKeyRef: { name: 'settings', key: 'options', optional: true } }))]),
      left(FROM),
    ],
    'options from a Secret': [
      spec([container('app', valueFrom({ secretKeyRef: { name: 'settings', key: 'options', optional: true } }))]),
      left(FROM),
    ],
    'options from the pod itself': [
      spec([container('app', valueFrom({ fieldRef: { fieldPath: "metadata.annotations['options']" } }))]),
      left(FROM),
    ],
    'options that are set twice': [
      spec([container('app', twice({ value: '--enable-source-maps' }, { value: '--max-old-space-size=300' }))]),
      left(TWICE),
    ],
    'options that are set twice, one of them from a ConfigMap': [
      spec([
        container(
          'app',
          twice(
            { valueFrom: { configMapKeyRef: { name: 'settings', key: 'options', optional: true } } },
            { value: '--b' },
          ),
        ),
      ]),
      left(TWICE),
    ],
    'options that are set twice in one of two': [
      spec([container('app', twice({ value: '' }, { value: '--enable-source-maps' })), container('worker')]),
      yes({ worker: FLAG }, { left: `app: ${TWICE}` }),
    ],
    'another variable that is set twice': [
      spec([
        container('app', {
          env: [
            { name: 'PORT', value: '8080' },
            { name: 'NODE_OPTIONS', value: '--enable-source-maps' },
            { name: 'PORT', value: '9090' },
          ],
        }),
      ]),
      yes({ app: `--enable-source-maps ${FLAG}` }),
    ],
    'two containers': [spec([container(), container('worker')]), yes({ app: FLAG, worker: FLAG })],
    'two containers, one from a ConfigMap': [
      spec([
        container('app', valueFrom({ configMapKeyRef: { name: 'settings', key: 'options' } })),
        container('worker'),
      ]),
      yes({ worker: FLAG }, { left: `app: ${FROM}` }),
    ],
    'one chosen of two': [
      annotated({ 'traceferry.dev/containers': 'worker' }, spec([container(), container('worker')])),
      yes({ worker: FLAG }),
    ],
    'two chosen of three, with spaces': [
      annotated(
        { 'traceferry.dev/containers': ' app , worker' },
        spec([container(), container('nginx'), container('worker')]),
      ),
      yes({ app: FLAG, worker: FLAG }),
    ],
    'none of the chosen is there': [annotated({ 'traceferry.dev/containers': 'other' }, spec([container()])), no],
    "Istio's proxy among its containers": [spec([container(), container('istio-proxy')]), app],
    "Linkerd's proxy among its containers": [spec([container('linkerd-proxy'), container()]), app],
    'an init container': [
      spec([container()], { initContainers: [container('migrate', options('--enable-source-maps'))] }),
      app,
    ],
    'a native sidecar': [
      spec([container()], { initContainers: [container('logs', { restartPolicy: 'Always' })] }),
      app,
    ],
    "Istio's proxy as a native sidecar": [
      spec([container()], {
        initContainers: [container('istio-init'), container('istio-proxy', { restartPolicy: 'Always' })],
      }),
      app,
    ],
    'volumes and mounts': [
      spec([container('app', mounted('/data'))], { volumes: [data, { name: 'tmp', emptyDir: {} }] }),
      app,
    ],
    'volumes without mounts': [spec([container()], { volumes: [data] }), app],
    'something else at /traceferry': [
      spec([container('app', mounted('/traceferry'))], { volumes: [data] }),
      left('something else is mounted at /traceferry'),
    ],
    'something else at /traceferry/': [
      spec([container('app', mounted('/traceferry/'))], { volumes: [data] }),
      left('something else is mounted at /traceferry'),
    ],
    'something else at /traceferry in one of two': [
      spec([container('app', mounted('/traceferry')), container('worker')], { volumes: [data] }),
      yes({ worker: FLAG }, { left: 'app: something else is mounted at /traceferry' }),
    ],
    'something below /traceferry-data': [
      spec([container('app', mounted('/traceferry-data'))], { volumes: [data] }),
      app,
    ],
    'another volume of that name': [
      spec([container('app', mounted('/etc/x', 'traceferry'))], {
        volumes: [{ name: 'traceferry', configMap: { name: 'x', optional: true } }],
      }),
      left('another volume is called traceferry'),
    ],
    'an emptyDir of that name, which the app writes to': [
      spec([container('app', mounted('/data', 'traceferry'))], { volumes: [{ name: 'traceferry', emptyDir: {} }] }),
      left('another volume is called traceferry'),
    ],
    'an emptyDir of that name with a limit of its own': [
      spec([container('app', mounted('/data', 'traceferry'))], {
        volumes: [{ name: 'traceferry', emptyDir: { sizeLimit: '1Gi' } }],
      }),
      left('another volume is called traceferry'),
    ],
    'another init container of the name of ours': [
      spec([container()], { initContainers: [container('traceferry-init')] }),
      left('another init container is called traceferry-init'),
    ],
    'variables from a ConfigMap': [
      spec([container('app', { envFrom: [{ configMapRef: { name: 'settings', optional: true } }] })]),
      yes({ app: FLAG }, { note: NOTE }),
    ],
    'variables from a Secret, beside options of its own': [
      spec([
        container('app', {
          ...options('--enable-source-maps'),
          envFrom: [{ secretRef: { name: 'settings', optional: true } }],
        }),
      ]),
      yes({ app: `--enable-source-maps ${FLAG}` }),
    ],
    'left out by an annotation': [annotated({ 'traceferry.dev/inject': 'disabled' }, spec([container()])), no],
    'left out by a label': [labeled({ 'traceferry.dev/inject': 'disabled' }, spec([container()])), no],
    'left out by false': [annotated({ 'traceferry.dev/inject': 'false' }, spec([container()])), no],
    'on Windows': [spec([container()], { os: { name: 'windows' } }), no],
    'on nodes with Windows': [spec([container()], { nodeSelector: { 'kubernetes.io/os': 'windows' } }), no],
    'on nodes with Linux': [spec([container()], { nodeSelector: { 'kubernetes.io/os': 'linux' } }), app],
    'as restricted as can be': [
      spec([container('app', { securityContext: restricted })], {
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, runAsUser: 12345, seccompProfile: { type: 'RuntimeDefault' } },
      }),
      app,
    ],
    'a read-only root': [
      spec([container('app', { securityContext: { ...restricted, readOnlyRootFilesystem: true } })]),
      app,
    ],
    'guaranteed resources': [
      spec([
        container('app', {
          resources: { requests: { cpu: '500m', memory: '256Mi' }, limits: { cpu: '500m', memory: '256Mi' } },
        }),
      ]),
      app,
    ],
    'of a Job': [
      labeled({ 'batch.kubernetes.io/job-name': 'report' }, spec([container()], { restartPolicy: 'Never' })),
      app,
    ],
    'of a CronJob': [
      annotated(
        { 'batch.kubernetes.io/cronjob-scheduled-timestamp': '2026-11-30T00:00:00Z' },
        spec([container()], { restartPolicy: 'OnFailure' }),
      ),
      app,
    ],
    "in the host's network": [spec([container()], { hostNetwork: true }), app],
    'probes, ports and a command': [
      spec([
        container('app', {
          command: ['node', 'app.js'],
          ports: [{ name: 'http', containerPort: 8080 }],
          readinessProbe: { exec: { command: ['node', 'healthcheck.js'] } },
          lifecycle: { preStop: { exec: { command: ['node', '-e', '0'] } } },
        }),
      ]),
      app,
    ],
    'labels and annotations of others': [
      {
        metadata: { labels: { app: 'orders' }, annotations: { 'prometheus.io/scrape': 'true' } },
        ...spec([container()]),
      },
      app,
    ],
    'twenty containers': [
      spec(Array.from({ length: 20 }, (_, n) => container(`c${n}`))),
      yes(Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`c${n}`, FLAG]))),
    ],
  }).map(([name, [pod, expected]]) => [
    name,
    { pod: { apiVersion: 'v1', kind: 'Pod', metadata: {}, ...pod }, expected },
  ]),
)
