export const soak = () => {}
