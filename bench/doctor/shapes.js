// What the doctor is given: manifests as they are, and the shapes that made it slow. Each is a map from file to text.

const many = (count, one) => Array.from({ length: count }, (_, n) => one(n)).join('')

/** A service that calls the next one; one in fifty has a finding. */
const deployment = (n) => `---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: app${n}
  namespace: ns${n % 20}
spec:
  replicas: 2
  selector:
    matchLabels:
      app: app${n}
  template:
    metadata:
      labels:
        app: app${n}
        part-of: shop
    spec:
      containers:
        - name: main
          image: registry.example/node:20
          args: ["--port=8080", "--log"]
          ports:
            - containerPort: 8080
          env:
            - name: HTTP_RETRIES
              value: "3"
            - name: NEXT_URL
              value: http://app${n + 1}.ns${(n + 1) % 20}.svc.cluster.local:8080
            - name: HOST
              value: ${n % 50 === 0 ? '127.0.0.1' : '0.0.0.0'}
          resources:
            limits:
              cpu: 100m
              memory: 128Mi
`

const service = (n) => `---
apiVersion: v1
kind: Service
metadata:
  name: app${n}
  namespace: ns${n % 20}
spec:
  selector:
    part-of: shop
    app: app${n}
  ports:
    - name: http
      port: 8080
`

const configMap = (n) => `---
apiVersion: v1
kind: ConfigMap
metadata:
  name: config${n}
  namespace: ns${n % 20}
data:
  app.conf: |
    # a file in a file
    key = value
`

const route = (n) => `---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: app${n}
  namespace: ns${n % 20}
spec:
  hosts:
    - app${n}
  http:
    - timeout: 10s
      retries:
        attempts: 3
        retryOn: connect-failure,refused-stream
      route:
        - destination:
            host: app${n}
`

/** A schema as generators write it: 40 kB and more, with nothing for the doctor. */
const schema = (pad, depth) =>
  depth === 0
    ? `${pad}type: string\n`
    : `${pad}description: |-\n${pad}  What is wanted of it.\n${pad}  More: https://example.com/docs#${depth}\n${pad}properties:\n${many(6, (n) => `${pad}  field${n}:\n${schema(`${pad}    `, depth - 1)}`)}${pad}type: object\n`

const definition = (n) => `---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: things${n}.example.com
spec:
  group: example.com
  versions:
  - name: v1
    schema:
      openAPIV3Schema:
${schema('        ', 4)}    served: true
`

const mixed = (count) => many(count / 4, (n) => deployment(n) + service(n) + configMap(n) + route(n))
const files = (count, one) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`${n}.yaml`, one(n)]))
const one = (text) => ({ 'all.yaml': text })
const head = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: large }\n'

/** @type {readonly { name: string, files: () => Record<string, string> }[]} */
export const shapes = [
  { name: '1,000 objects', files: () => one(mixed(1000)) },
  { name: '4,000 objects', files: () => one(mixed(4000)) },
  { name: '16,000 objects', files: () => one(mixed(16_000)) },
  {
    name: '1,000 objects and 100 large definitions',
    files: () => ({ ...one(mixed(1000)), ...files(100, definition) }),
  },
  { name: '2,500 files of two objects', files: () => files(2500, (n) => deployment(n) + service(n)) },
  { name: '10,000 files of two objects', files: () => files(10_000, (n) => deployment(n) + service(n)) },
  { name: 'a map of 30,000 keys', files: () => one(`${head}data:\n${many(30_000, (n) => `  key${n}: v\n`)}`) },
  { name: 'a map of 120,000 keys', files: () => one(`${head}data:\n${many(120_000, (n) => `  key${n}: v\n`)}`) },
  { name: 'a list of 30,000 items', files: () => one(`${head}list:\n${many(30_000, (n) => `  - item${n}\n`)}`) },
  { name: '120,000 documents', files: () => one(`${many(120_000, (n) => `---\na: ${n}\n`)}---\n${head}`) },
]
