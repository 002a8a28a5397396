// An HTML element with its properties and what stands in it.
function element(name, properties, children = []) {
  const made = Object.assign(document.createElement(name), properties)
  if (children.length) made.append(...children)
  return made
}

const MOMENT = 60 // milliseconds

// Tell the server at an address what the reader points at for a moment, so that it has answers when he clicks; what he has
// left by then, it is not told.
function tellAfterMoment(place, address) {
  clearTimeout(place.moment)
  if (address) place.moment = setTimeout(() => fetch(address()).catch(() => {}), MOMENT) // without it a click is a little slower
}
