import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '@traceferry/testkit'
import { find, fromMaven, fromNpm } from './find.ts'
import { newFolder, type Server, startServer } from './start.ts'

export const findKafka = () => find('Kafka', fromMaven('org.apache.kafka', 'kafka_2.13', '4.2.2'))

/** The client on librdkafka, which no package brings ready-made: a compiler, OpenSSL and zlib have to be there. */
export const findRdkafka = () => find('node-rdkafka', fromNpm('node-rdkafka', '3.6.1'))

/** One Kafka broker that is its own controller (KRaft), with topics made when they are first asked for. */
export async function startKafka(jars: string): Promise<Server> {
  const [port, controller] = [await freePort(), await freePort()]
  const folder = newFolder('kafka')
  const file = join(folder, 'server.properties')
  writeFileSync(file, properties(port, controller, join(folder, 'data')))
  const java = ['-Xmx512m', '-XX:TieredStopAtLevel=1', '-cp', `${jars}/*`]
  const format = [...java, 'kafka.tools.StorageTool', 'format', '-t', 'AAAAAAAAAAAAAAAAAAAAAA', '-c', file]
  execFileSync('java', format, { stdio: 'pipe' })
  return startServer(folder, port, 'java', [...java, 'kafka.Kafka', file])
}

const properties = (port: number, controller: number, data: string) => `
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controller}
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}
advertised.listeners=PLAINTEXT://127.0.0.1:${port}
controller.listener.names=CONTROLLER
log.dirs=${data}
num.partitions=4
offsets.topic.num.partitions=1
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
`
