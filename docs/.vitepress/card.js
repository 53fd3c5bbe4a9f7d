// What a link to a page looks like in chats and on social sites: the tags of Open Graph.

// By a whole URL, as these tags need one: the picture is right wherever the site is served.
const picture = 'https://raw.githubusercontent.com/traceferry/traceferry/main/docs/public/card.png'

/** VitePress's `transformHead`. @see https://ogp.me */
export function card({ title, description, page }) {
  const tags = {
    'og:type': page === 'index.md' ? 'website' : 'article',
    'og:site_name': 'traceferry',
    'og:title': title,
    'og:description': description,
    'og:image': picture,
    'og:image:width': '1200',
    'og:image:height': '630',
    'og:image:alt': 'Without the line a request is nine traces. With it, it is one.',
  }
  const openGraph = Object.entries(tags).map(([property, content]) => ['meta', { property, content }])
  return [...openGraph, ['meta', { name: 'twitter:card', content: 'summary_large_image' }]]
}
