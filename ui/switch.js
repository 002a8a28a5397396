// One of a few, side by side: `options` are codes with their words, and `pick` is told the code of the one that is clicked.
function switchOf(name, label, options, pick) {
  const made = options.map(([code, words]) => {
    const input = element("input", { type: "radio", name, value: code, onchange: () => pick(code) })
    return element("label", {}, [input, words])
  })
  const all = element("div", { className: "switch", role: "radiogroup" }, made)
  all.setAttribute("aria-label", label)
  return all
}

function check(all, code) {
  for (const input of all.querySelectorAll("input")) input.checked = input.value === code
}
