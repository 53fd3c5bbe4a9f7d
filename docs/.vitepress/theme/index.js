// The site's look: VitePress's own theme, and a few colors and widths of ours.
import DefaultTheme from 'vitepress/theme'
import './style.css'

export default DefaultTheme
