import { freePort } from '@traceferry/testkit'
import { find, fromMaven } from './find.ts'
import { newFolder, type Server, startServer } from './start.ts'

export const findElasticMq = () => find('ElasticMQ', fromMaven('org.elasticmq', 'elasticmq-server_2.13', '1.6.16'))

/** ElasticMQ: a server that speaks the protocol of SQS, with its rules. */
export async function startElasticMq(jars: string): Promise<Server> {
  const port = await freePort()
  const settings = ['rest-sqs.bind-hostname=127.0.0.1', `rest-sqs.bind-port=${port}`, 'rest-stats.enabled=false']
  const own = ['node-address.host=127.0.0.1', `node-address.port=${port}`]
  const java = ['-Xmx256m', '-XX:TieredStopAtLevel=1', ...[...settings, ...own].map((setting) => `-D${setting}`)]
  return startServer(newFolder('elasticmq'), port, 'java', [...java, '-cp', `${jars}/*`, 'org.elasticmq.server.Main'])
}
