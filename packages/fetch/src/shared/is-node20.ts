// Recognizes Node 20, which gives fewer signs of what happens in it.
/** Whether this is Node 20. Older Workers have no versions at all. */
export const isNode20: boolean = process.versions?.node?.startsWith('20.') === true
