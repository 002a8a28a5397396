// One of a few, side by side: `options` are codes with their words; `pick` is told the code of the one that is clicked, and
// `point` that of the one under the pointer, or of none.
function switchOf(name, label, options, pick, point) {
  const made = options.map(([code, words]) => {
    const input = element("input", { type: "radio", name, value: code, onchange: () => pick(code) })
    return element("label", {}, [input, words])
  })
  const all = element("div", { className: "switch", role: "radiogroup" }, made)
  all.setAttribute("aria-label", label)
  all.onpointerover = ({ target }) => point?.(target.closest("label")?.querySelector("input").value)
  all.onpointerleave = () => point?.()
  return all
}

function check(all, code) {
  for (const input of all.querySelectorAll("input")) input.checked = input.value === code
}
