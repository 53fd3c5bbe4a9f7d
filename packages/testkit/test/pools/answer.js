// What a thread of Piscina does.
export default () => 'answer'
