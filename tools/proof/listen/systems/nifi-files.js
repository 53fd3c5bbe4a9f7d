// NiFi's configuration, as far as it has nothing to do with addresses: the least with which it starts and answers.

/** The other lines of nifi.properties. */
export const rest = (nars) => `nifi.nar.library.directory=${nars}
nifi.nar.working.directory=./work/nar
nifi.documentation.working.directory=./work/docs
nifi.web.war.directory=./lib
nifi.web.jetty.working.directory=./work/jetty
nifi.web.jetty.threads=20
nifi.flow.configuration.file=./conf/flow.xml.gz
nifi.flow.configuration.json.file=./conf/flow.json.gz
nifi.flow.configuration.archive.enabled=false
nifi.flow.configuration.archive.dir=./conf/archive
nifi.flowcontroller.graceful.shutdown.period=1 sec
nifi.flowservice.writedelay.interval=500 ms
nifi.administrative.yield.duration=30 sec
nifi.bored.yield.duration=10 millis
nifi.templates.directory=./conf/templates
nifi.state.management.configuration.file=./conf/state-management.xml
nifi.state.management.provider.local=local-provider
nifi.database.directory=./database
nifi.flowfile.repository.implementation=org.apache.nifi.controller.repository.WriteAheadFlowFileRepository
nifi.flowfile.repository.directory=./flowfiles
nifi.swap.manager.implementation=org.apache.nifi.controller.FileSystemSwapManager
nifi.queue.swap.threshold=20000
nifi.content.repository.implementation=org.apache.nifi.controller.repository.FileSystemRepository
nifi.content.claim.max.appendable.size=50 KB
nifi.content.repository.directory.default=./content
nifi.content.repository.archive.enabled=false
nifi.content.repository.archive.max.usage.percentage=50%
nifi.provenance.repository.implementation=org.apache.nifi.provenance.VolatileProvenanceRepository
nifi.provenance.repository.buffer.size=1000
nifi.components.status.repository.implementation=org.apache.nifi.controller.status.history.VolatileComponentStatusRepository
nifi.components.status.repository.buffer.size=10
nifi.components.status.snapshot.frequency=1 min
nifi.sensitive.props.key=only-for-this-proof
nifi.sensitive.props.algorithm=NIFI_PBKDF2_AES_GCM_256
nifi.cluster.is.node=false
`

/** The files beside it. */
export const files = {
  'state-management.xml': `<stateManagement>
  <local-provider>
    <id>local-provider</id>
    <class>org.apache.nifi.controller.state.providers.local.WriteAheadLocalStateProvider</class>
    <property name="Directory">./state</property>
  </local-provider>
</stateManagement>
`,
  'logback.xml': `<configuration>
  <appender name="console" class="ch.qos.logback.core.ConsoleAppender">
    <encoder><pattern>%date %level %logger %msg%n</pattern></encoder>
  </appender>
  <root level="WARN"><appender-ref ref="console"/></root>
</configuration>
`,
}
