// Envoy's configuration as Istio writes it, as far as records show it: names of clusters and nodes, and access logs.
import { join } from 'node:path'

/** Istio's own format of 1.9 and later. */
const text =
  '[%START_TIME%] "%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%" %RESPONSE_CODE% %RESPONSE_FLAGS% ' +
  '%RESPONSE_CODE_DETAILS% %CONNECTION_TERMINATION_DETAILS% "%UPSTREAM_TRANSPORT_FAILURE_REASON%" %BYTES_RECEIVED% ' +
  '%BYTES_SENT% %DURATION% %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% "%REQ(X-FORWARDED-FOR)%" "%REQ(USER-AGENT)%" ' +
  '"%REQ(X-REQUEST-ID)%" "%REQ(:AUTHORITY)%" "%UPSTREAM_HOST%" %UPSTREAM_CLUSTER_RAW% %UPSTREAM_LOCAL_ADDRESS% ' +
  '%DOWNSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_REMOTE_ADDRESS% %REQUESTED_SERVER_NAME% %ROUTE_NAME%\n'

/** Istio's JSON format with the headers of the trace added. */
export const traced = {
  start_time: '%START_TIME%',
  duration: '%DURATION%',
  path: '%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%',
  request_id: '%REQ(X-REQUEST-ID)%',
  authority: '%REQ(:AUTHORITY)%',
  user_agent: '%REQ(USER-AGENT)%',
  upstream_cluster: '%UPSTREAM_CLUSTER_RAW%',
  downstream_local_address: '%DOWNSTREAM_LOCAL_ADDRESS%',
  downstream_remote_address: '%DOWNSTREAM_REMOTE_ADDRESS%',
  requested_server_name: '%REQUESTED_SERVER_NAME%',
  traceparent: '%REQ(TRACEPARENT)%',
  x_b3_traceid: '%REQ(X-B3-TRACEID)%',
  x_b3_spanid: '%REQ(X-B3-SPANID)%',
  x_b3_parentspanid: '%REQ(X-B3-PARENTSPANID)%',
  x_b3_sampled: '%REQ(X-B3-SAMPLED)%',
}

/** @param config of envoy-config.js, @param folder for the logs: `logs/NAME.log` and `traced/NAME.jsonl` */
export function asIstio(config, name, folder) {
  const inner = ['app', 'collector']
  const clusterName = (cluster) =>
    cluster === 'app'
      ? 'inbound|8080||'
      : inner.includes(cluster)
        ? cluster
        : `outbound|8080||${cluster}.shop.svc.cluster.local`
  const logs = [
    fileLog(join(folder, 'logs', `${name}.log`), { text_format_source: { inline_string: text } }),
    fileLog(join(folder, 'traced', `${name}.jsonl`), { json_format: traced }),
  ]
  const { listeners, clusters } = config.static_resources
  const type = name === 'gateway' ? 'router' : 'sidecar'
  return {
    ...config,
    node: {
      id: `${type}~10.0.0.${name.length}~${name}-7c9d8f6b5-x2v9k.shop~shop.svc.cluster.local`,
      cluster: `${name}.shop`,
    },
    static_resources: {
      listeners: mapped(listeners, { cluster: clusterName }, logs),
      clusters: clusters.map((one) =>
        one.name === 'collector'
          ? one
          : {
              ...one,
              name: clusterName(one.name),
              load_assignment: { ...one.load_assignment, cluster_name: clusterName(one.name) },
            },
      ),
    },
  }
}

/** The same with each route's cluster renamed, and the logs in each connection manager. */
function mapped(value, { cluster }, logs) {
  if (Array.isArray(value)) return value.map((one) => mapped(one, { cluster }, logs))
  if (typeof value !== 'object' || value === null) return value
  const made = Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      key === 'cluster' && value.timeout === '15s' ? cluster(one) : mapped(one, { cluster }, logs),
    ]),
  )
  return made.stat_prefix === undefined ? made : { ...made, access_log: logs }
}

function fileLog(path, format) {
  return {
    name: 'envoy.access_loggers.file',
    typed_config: {
      '@type': 'type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog',
      path,
      log_format: format,
    },
  }
}
