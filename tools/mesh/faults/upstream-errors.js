/** warehouse's sidecar answers three in ten requests with 503; the callers' sidecars try again. */
export default {
  title: 'warehouse answers 30 % with 503, sidecars retry',
  async during(mesh, seconds) {
    const percent = (value) =>
      mesh.admin('warehouse', 'POST', `/runtime_modify?fault.http.abort.abort_percent=${value}`)
    await percent(30)
    // Until the load is over: the last second of it goes well.
    await new Promise((done) => setTimeout(done, (seconds - 1) * 1000))
    await percent(0)
  },
  seen: ({ retries, mostAttempts }) => `${retries} calls were tried again, x-envoy-attempt-count up to ${mostAttempts}`,
  happened: ({ retries, mostAttempts }) => retries > 0 && mostAttempts > 1,
}
