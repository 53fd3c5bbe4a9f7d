// Two components of one render make the same call; React and Next.js let it go out once.
async function Part({ n }) {
  const answer = await fetch(`${process.env.UPSTREAM}/${n}/memo`)
  return <p>{await answer.text()}</p>
}

export default async function Page({ searchParams }) {
  const { n } = await searchParams
  return (
    <main>
      <Part n={n} />
      <Part n={n} />
    </main>
  )
}
