// Controls in one line: one of a few, side by side, and words that open something. A click is sent at once. What opens below
// the line is Streamlit's; the page is scrolled so far that it is seen.

const ARRIVING = 2000 // milliseconds

export default function ({ parentElement, data: [data], setTriggerValue }) {
  const place = parentElement.querySelector(".controls")
  const { line, name, label, options, chosen, words, opened } = data
  place.send = setTriggerValue
  const made = JSON.stringify([label, options, words])
  if (place.made !== made) {
    place.made = made
    place.replaceChildren(
      ...(options.length ? [switchOf(name, label, options, (code) => place.send("chosen", code))] : []),
      ...words.map(([code, word, kind, opens]) => wordOf(place, code, word, kind, opens)),
    )
  }
  if (options.length) check(place.querySelector(".switch"), chosen)
  if (opened && place.opened !== opened) bringIntoView(place, line)
  place.opened = opened
  for (const button of place.querySelectorAll("button")) if (button.opens) button.ariaExpanded = `${button.code === opened}`
}

function wordOf(place, code, words, kind, opens) {
  const button = element("button", { type: "button", className: kind, textContent: words })
  button.onclick = () => place.send("pressed", code)
  button.onkeydown = ({ key }) => key === "Escape" && button.ariaExpanded === "true" && button.click()
  return Object.assign(button, { code, opens })
}

function bringIntoView(place, line) {
  const growing = new ResizeObserver(() => {
    document.querySelector(`.st-key-behind_${line}`)?.scrollIntoView({ block: "nearest" })
  })
  growing.observe(place.closest("[data-testid=stVerticalBlock]"))
  setTimeout(() => growing.disconnect(), ARRIVING)
}
