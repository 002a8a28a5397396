// An HTML element with its properties and what stands in it.
function element(name, properties, children = []) {
  const made = Object.assign(document.createElement(name), properties)
  if (children.length) made.append(...children)
  return made
}
