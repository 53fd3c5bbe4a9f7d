export const picture = () => {}
