export const faults = () => {}
