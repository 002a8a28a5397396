// Of a component whose place, `.place`, is filled by `put` and emptied by `remove`: it is filled when it is near the window.
// What is far from it waits until it comes near, or is printed. Meanwhile it is said to be busy: its words can be read, and
// nothing of its former rows is seen.

const NEAR = "50px 0px"
const waiting = new Set()

function wait(place) {
  waiting.add(place)
  place.ariaBusy = "true"
}

function show(place) {
  waiting.delete(place)
  place.ariaBusy = null
  return put(place)
}

addEventListener("beforeprint", () => waiting.forEach(show))

export default async function (component) {
  const place = component.parentElement.querySelector(".place")
  const [{ alt, height }] = component.data
  place.latest = component
  place.setAttribute("aria-label", alt)
  place.style.height = `${height}px`
  if (!place.sight) {
    const root = place.closest("[data-testid=stMain]")
    place.sight = new IntersectionObserver(
      (entries) => {
        place.isNear = entries.at(-1).isIntersecting
        if (place.isNear && waiting.has(place)) show(place)
      },
      { root, rootMargin: NEAR },
    )
    place.sight.observe(place)
  }
  await (place.isNear ? show : wait)(place)
  // Streamlit asks for this when the place goes, and also of a call that was still drawing when its rows changed: either
  // after the next call has come, when the place is no longer its own, or before, when the next one finds it untouched.
  return () => {
    if (place.latest !== component) return
    waiting.delete(place)
    place.sight.disconnect()
    remove(place)
    for (const name of ["latest", "sight", "isNear"]) delete place[name]
  }
}
