// An HTML element with its properties and what stands in it.
function element(name, properties, children = []) {
  const made = Object.assign(document.createElement(name), properties)
  if (children.length) made.append(...children)
  return made
}

const MOMENT = 60 // milliseconds

// Tell the server, at an address, what the reader points at for a moment, so that it has answers when he clicks: once while
// he stays there, and not what he has left by then; no code where he points at nothing.
function tellAfterMoment(place, code, address) {
  if (code === place.told) return
  place.told = code
  clearTimeout(place.moment)
  if (code) place.moment = setTimeout(() => fetch(address()).catch(() => {}), MOMENT) // without it a click is a little slower
}
