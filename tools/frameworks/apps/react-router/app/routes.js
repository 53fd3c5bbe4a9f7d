// Which file answers what.
import { route } from '@react-router/dev/routes'

export default [route('work', './routes/work.js'), route('page', './routes/page.jsx')]
