// The line.
import { traceferry } from '@traceferry/web'

export default traceferry()
