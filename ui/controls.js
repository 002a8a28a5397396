// Controls in one line: one of a few, side by side, and words that open something below it or lead elsewhere. A click is
// shown and sent at once, with all that is chosen and open by then, so that of two quick ones none is lost, and numbered:
// what the server says of an earlier one does not undo a later.

const ARRIVING = 3000 // milliseconds

export default function ({ parentElement, data: [data], setTriggerValue }) {
  const place = parentElement.querySelector(".controls")
  const { line, name, label, options, pointed, words, chosen, opened, presses } = data
  Object.assign(place, { line, pointed, send: setTriggerValue })
  if (!(place.presses > presses)) Object.assign(place, { presses, chosen, opened })
  const made = JSON.stringify([label, options, words])
  if (place.made !== made) {
    place.made = made
    place.replaceChildren(
      ...(options.length
        ? [switchOf(name, label, options, (code) => press(place, { chosen: code }), (code) => tell(place, code))]
        : []),
      ...words.map(([code, word, kind, opens]) => wordOf(place, code, word, kind, opens)),
    )
  }
  show(place)
}

function press(place, changed) {
  clearTimeout(place.moment)
  Object.assign(place, changed)
  place.presses += 1
  place.send("pressed", { presses: place.presses, chosen: place.chosen, opened: place.opened })
  show(place)
}

// A measure that the reader points at, the server is told with all that the address says.
function tell(place, code) {
  const isNews = place.pointed && code !== place.chosen
  tellAfterMoment(place, isNews ? code : undefined, () => {
    const said = new URLSearchParams(location.search)
    said.set("measure", code)
    return `${place.pointed}&${said}`
  })
}

// Everything that depends on what is chosen and open.
function show(place) {
  const all = place.querySelector(".switch")
  if (all) check(all, place.chosen)
  for (const button of place.querySelectorAll("button")) if (button.opens) button.ariaExpanded = `${isOpen(place, button)}`
}

function isOpen(place, { code }) {
  return place.opened === code
}

function wordOf(place, code, words, kind, opens) {
  const button = Object.assign(element("button", { type: "button", className: kind, textContent: words }), { code, opens })
  const close = () => press(place, { opened: "" })
  button.onclick = () => {
    if (!opens) return place.send("led", code)
    if (isOpen(place, button)) return close()
    press(place, { opened: code })
    meet(place, button, close)
  }
  button.onkeydown = ({ key }) => key === "Escape" && isOpen(place, button) && close()
  return button
}

// What opens is Streamlit's, and comes when the server has made it: then it is brought into the window, as long as the
// reader does not move himself, and is said to belong to its word.
function meet(place, button, close) {
  const growing = new ResizeObserver(() => {
    const panel = document.querySelector(`.st-key-behind_${place.line}`)
    if (!panel) return
    panel.id = `behind_${place.line}`
    Object.assign(panel, { role: "region", ariaLabel: button.textContent, tabIndex: 0 })
    button.setAttribute("aria-controls", panel.id)
    panel.onkeydown = ({ key }) => {
      if (key !== "Escape") return
      button.focus()
      close()
    }
    panel.scrollIntoView({ block: "nearest" })
  })
  const end = () => growing.disconnect()
  growing.observe(place.closest("[data-testid=stVerticalBlock]"))
  setTimeout(end, ARRIVING)
  for (const moving of ["wheel", "touchmove", "keydown", "pointerdown"]) addEventListener(moving, end, { once: true })
}
