// Images of servers that do not speak HTTP.
import type { Container } from './workloads.ts'

/** Images of servers with their own protocol, and the ports on which they speak it. */
const images: readonly (readonly [image: RegExp, ports: readonly number[], speaksFirst: string | undefined])[] = [
  [/^(mysql|mysql-server|mariadb|percona|percona-server|percona-xtradb-cluster)$/, [3306], 'MySQL'],
  [/^(mariadb-galera|percona-xtradb-cluster)$/, [4444, 4567], 'Galera'],
  [/^(postgres|postgresql|postgis|timescaledb)$/, [5432], undefined],
  [/^(redis|valkey|keydb)$/, [6379], undefined],
  [/^(mongo|mongodb)$/, [27017], undefined],
  [/^memcached$/, [11211], undefined],
  [/^rabbitmq$/, [5672], undefined],
  [/^nats$/, [4222], 'NATS'],
  [/^(kafka|cp-kafka)$/, [9092], undefined],
  [/^cassandra$/, [9042], undefined],
  [/^zookeeper$/, [2181], undefined],
  [/^(openssh-server|sftp)$/, [22, 2222], 'SSH'],
  [/^(vsftpd|proftpd|pure-ftpd)$/, [21], 'FTP'],
  [/^(postfix|exim|docker-mailserver|mailserver|smtp)$/, [25, 587], 'SMTP'],
  [/^(dovecot|docker-mailserver|mailserver)$/, [143], 'IMAP'],
  [/^dovecot$/, [110], 'POP3'],
]

/** What a container's image says about one of its ports. */
export function serverImageOf({ image }: Container, number: number): (typeof images)[number] | undefined {
  const base = image.split('/').at(-1)?.split(/[:@]/)[0] ?? ''
  return images.find(([pattern, ports]) => pattern.test(base) && ports.includes(number))
}
