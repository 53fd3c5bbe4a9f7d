/** A service's name and the services it calls. */
export const services: Record<string, string[]>
