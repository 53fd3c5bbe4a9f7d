// The site's look: VitePress's own theme, with the first two lines on the home page, and our own colors and widths.
import { useData } from 'vitepress'
import DefaultTheme from 'vitepress/theme'
import { h, onMounted, watch } from 'vue'
import './style.css'

const firstLines = ['npm install @traceferry/express', '', 'app.use(traceferry())'].join('\n')

const Layout = {
  setup() {
    useHomeLandmark()
    const slots = { 'home-hero-actions-after': () => h('pre', { class: 'first-lines' }, h('code', firstLines)) }
    return () => h(DefaultTheme.Layout, null, slots)
  },
}

export default { ...DefaultTheme, Layout }

/** VitePress's home page has no main landmark, which screen readers jump to. */
function useHomeLandmark() {
  const { frontmatter } = useData()
  const mark = (layout) => {
    const content = document.getElementById('VPContent')
    if (layout === 'home') content?.setAttribute('role', 'main')
    else content?.removeAttribute('role')
  }
  onMounted(() => watch(() => frontmatter.value.layout, mark, { immediate: true, flush: 'post' }))
}
