// The filters: what is chosen, and lists to choose from, of one thing or of a tree of them. A click is sent at once, with all
// that is chosen by then, so that of two quick ones none is lost, and numbered: what the server says of an earlier one does
// not undo a later. What the reader points at for a moment, the server is told, too, so that it has answers when he clicks.

export default function ({ parentElement, data: [data], setTriggerValue }) {
  const place = parentElement.querySelector(".filters")
  const { fields, languages, choice, picks } = data
  place.send = (picked) => setTriggerValue("picked", picked)
  place.data = data
  if (!(place.picks > picks)) Object.assign(place, { picks, choice })
  const made = JSON.stringify([fields, languages])
  if (place.made !== made) {
    place.made = made
    place.replaceChildren(
      element("p", { className: "group", textContent: data.title }),
      ...fields.map((field) => fieldOf(place, field)),
      switchOf("language", data.language, languages, (code) => pick(place, "lang", [code])),
      element("p", { className: "foot" }),
    )
  }
  place.querySelector(".foot").textContent = data.foot
  show(place)
}

function pick(place, key, codes) {
  clearTimeout(place.moment)
  place.picks += 1
  place.choice = { ...place.choice, [key]: codes }
  place.send({ picks: place.picks, choice: place.choice })
  show(place)
}

// Everything that depends on what is chosen.
function show(place) {
  for (const box of place.querySelectorAll(".field")) {
    const { field, input, frame } = box
    const chosen = place.choice[field.key]
    const words = new Map(field.options.map(([code, name]) => [code, name]))
    const height = box.list && frame.offsetHeight
    if (field.isTree) {
      box.chips.replaceChildren(...chosen.map((code) => chipOf(place, field, code, words.get(code) ?? code)))
      input.placeholder = chosen.length ? "" : place.data.all
      box.clear.hidden = !chosen.length
    } else if (!box.list) input.value = words.get(chosen[0]) ?? ""
    if (box.list) {
      list(place, box)
      box.list.scrollTop += frame.offsetHeight - height // what is under the pointer stays there
    }
  }
  check(place.querySelector(".switch"), place.choice.lang[0])
}

function fieldOf(place, field) {
  const id = `filter_${field.key}`
  const input = element("input", { id, role: "combobox", autocomplete: "off", spellcheck: false, ariaExpanded: "false" })
  input.setAttribute("aria-autocomplete", "list")
  const chips = element("span", { className: "chips" })
  const clear = element("button", { type: "button", className: "clear", textContent: "×", ariaLabel: place.data.clear })
  clear.onclick = () => pick(place, field.key, [])
  const inside = element("span", { className: "inside" }, [chips, input])
  const frame = element("div", { className: "frame" }, [inside, clear])
  const box = element("div", { className: "field" }, [element("label", { htmlFor: id, textContent: field.label }), frame])
  Object.assign(box, { field, input, chips, clear, frame })
  clear.hidden = true
  frame.onclick = ({ target }) => {
    if (target.closest("button")) return
    input.focus()
    if (box.list && target !== input) close(place, box)
    else open(place, box)
  }
  input.oninput = () => {
    if (!box.list) open(place, box)
    box.typed = null
    list(place, box)
  }
  input.onkeydown = (event) => pressed(place, box, event)
  box.addEventListener("focusout", ({ relatedTarget }) => box.contains(relatedTarget) || close(place, box))
  return box
}

function chipOf(place, { key }, code, words) {
  const remove = element("button", { type: "button", textContent: "×", tabIndex: -1 })
  remove.ariaLabel = `${place.data.remove} ${words}`
  remove.onclick = () => pick(place, key, place.choice[key].filter((one) => one !== code))
  return element("span", { className: "chip", title: words }, [element("span", { textContent: words }), remove])
}

function open(place, box) {
  if (box.list) return
  const { field, input } = box
  box.list = element("div", { id: `${input.id}_list`, className: "list", role: "listbox", tabIndex: -1, ariaLabel: field.label })
  if (field.isTree) box.list.ariaMultiSelectable = "true"
  box.list.onmousedown = (event) => event.preventDefault() // the focus stays where letters are typed
  box.list.onclick = ({ target }) => choose(place, box, target.closest("[role=option]"))
  box.list.onpointerover = ({ target }) => tell(place, box, target.closest("[role=option]"))
  box.append(box.list)
  input.ariaExpanded = "true"
  input.setAttribute("aria-controls", box.list.id)
  if (!field.isTree) input.select()
  box.typed = input.value // the words of what is chosen are no search
  list(place, box)
  const chosen = box.list.querySelector("[aria-selected=true]")
  point(box, chosen ?? box.list.firstElementChild)
  box.list.scrollIntoView({ block: "nearest" })
  return box.list
}

function close(place, box) {
  if (!box.list) return
  box.list.remove()
  box.list = box.at = null
  tellAfterMoment(place)
  box.input.value = ""
  box.input.ariaExpanded = "false"
  for (const name of ["aria-controls", "aria-activedescendant"]) box.input.removeAttribute(name)
  show(place)
}

// The options, of which those remain that what is typed is in, with what is above and below them.
function list(place, box) {
  const { field, input } = box
  const typed = input.value === box.typed ? "" : input.value.trim().toLocaleLowerCase()
  const chosen = new Set(place.choice[field.key])
  const above = parents(field.options)
  const isMeant = ([, words]) => words.toLocaleLowerCase().includes(typed)
  const meant = new Set(field.options.filter(isMeant).map(([code]) => code))
  const shown = new Set(meant)
  for (const [code] of field.options) {
    const larger = [...line(above, code)]
    if (larger.some((one) => meant.has(one))) shown.add(code)
    if (meant.has(code)) larger.forEach((one) => shown.add(one))
  }
  const partly = new Set([...chosen].flatMap((code) => [...line(above, code)]))
  const before = [...box.list.querySelectorAll("[role=option]")]
  const there = new Map(before.map((option) => [option.code, option]))
  const options = [...field.options.entries()].filter(([, [code]]) => shown.has(code)).map(([at, [code, words, depth]]) => {
    const isChosen = chosen.has(code) || [...line(above, code)].some((one) => chosen.has(one))
    const option = there.get(code) ?? optionOf(box, at, code, words, depth)
    option.ariaSelected = `${isChosen}`
    option.classList.toggle("partly", !isChosen && partly.has(code))
    return option
  })
  if (!options.length || options.length !== before.length || options.some((one, i) => one !== before[i])) {
    const nothing = element("div", { className: "nothing", textContent: place.data.nothing })
    box.list.replaceChildren(...(options.length ? options : [nothing]))
  }
  const isStill = options.includes(box.at) && (!typed || meant.has(box.at.code))
  point(box, isStill ? box.at : (typed && options.find(({ code }) => meant.has(code))) || options[0])
}

function optionOf(box, at, code, words, depth) {
  const option = element("div", { id: `${box.list.id}_${at}`, role: "option", textContent: words })
  option.style.setProperty("--depth", depth)
  return Object.assign(option, { code })
}

function point(box, option) {
  box.at?.classList.remove("at")
  box.at = option?.code ? option : null
  if (!box.at) return box.input.removeAttribute("aria-activedescendant")
  option.classList.add("at")
  box.input.setAttribute("aria-activedescendant", option.id)
  const { offsetTop, offsetHeight } = option // the list alone is scrolled, not the page
  const { scrollTop, clientHeight } = box.list
  if (offsetTop < scrollTop) box.list.scrollTop = offsetTop
  else if (offsetTop + offsetHeight > scrollTop + clientHeight) box.list.scrollTop = offsetTop + offsetHeight - clientHeight
}

function choose(place, box, option) {
  if (!option) return
  const { field, input } = box
  const chosen = place.choice[field.key]
  const codes = after(place, box, option)
  if (field.isTree) {
    input.value = ""
    point(box, option)
  } else close(place, box)
  if (field.isTree || chosen[0] !== option.code) pick(place, field.key, codes)
}

// What is chosen of a field after a click on an option.
function after(place, { field }, { code }) {
  return field.isTree ? toggled(field.options, place.choice[field.key], code) : [code]
}

// Tell the server what a click on the option would make of the choice, if the reader points at it for a moment.
function tell(place, box, option) {
  tellAfterMoment(place, option?.code, () => {
    const choice = { ...place.choice, [box.field.key]: after(place, box, option) }
    const said = new URLSearchParams({ page: place.data.page })
    for (const [key, codes] of Object.entries(choice)) for (const code of codes) said.append(key, code)
    const measure = new URLSearchParams(location.search).get("measure")
    if (measure) said.set("measure", measure)
    return `${place.data.pointed}?${said}`
  })
}

// What is chosen after a click on one of the tree: of what stands for it all but this one; or this one for all under it.
function toggled(options, chosen, code) {
  const above = parents(options)
  const larger = [...line(above, code)]
  const covers = larger.filter((one) => chosen.includes(one))
  const others = chosen.filter((one) => one !== code && !covers.includes(one))
  if (!covers.length) {
    return chosen.includes(code) ? others : [...others.filter((one) => ![...line(above, one)].includes(code)), code]
  }
  const way = [code, ...larger.slice(0, larger.indexOf(covers.at(-1)))]
  const isBeside = (one) => way.some((on) => on !== one && above.get(on) === above.get(one)) && !way.includes(one)
  return [...new Set([...others, ...options.map(([one]) => one).filter(isBeside)])]
}

// Of each option the one that it stands under.
function parents(options) {
  const above = new Map()
  const open = []
  for (const [code, , depth] of options) {
    open.length = depth
    above.set(code, open.at(-1))
    open.push(code)
  }
  return above
}

function* line(above, code) {
  for (let one = above.get(code); one !== undefined; one = above.get(one)) yield one
}

function pressed(place, box, event) {
  const { field, input } = box
  if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return
  const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }
  if (event.key in moves) {
    event.preventDefault()
    if (open(place, box)) return
    const options = [...box.list.querySelectorAll("[role=option]")]
    const next = options.indexOf(box.at) + moves[event.key]
    point(box, options[Math.min(Math.max(next, 0), options.length - 1)])
    tell(place, box, box.at)
  } else if (event.key === "Enter") {
    event.preventDefault()
    if (!open(place, box) && !event.repeat) choose(place, box, box.at)
  } else if (event.key === "Escape" && box.list) {
    event.stopPropagation()
    close(place, box)
  } else if (event.key === "Backspace" && field.isTree && !input.value && place.choice[field.key].length) {
    pick(place, field.key, place.choice[field.key].slice(0, -1))
  }
}
