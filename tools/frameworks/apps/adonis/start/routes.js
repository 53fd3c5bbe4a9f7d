// What the app answers.
import router from '@adonisjs/core/services/router'
import { workOf } from '../../work.mjs'

router.get('/work', ({ request }) => workOf(request.url(true)))
