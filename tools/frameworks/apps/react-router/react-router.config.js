// The React Router app is built as it is.
export default { ssr: true }
