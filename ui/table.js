// Writes the rows of a figure as a table. A click on a row, or Enter, hands back its place where clients open from it; arrows
// lead from row to row. A click on a head, or Enter, sorts the rows that are here, unless they are a page of a longer list.

function put(place) {
  const [{ columns, rows, isWide, opens, sorts, language }] = place.latest.data
  place.lang = language
  const heads = JSON.stringify([columns, sorts])
  if (place.heads !== heads) {
    place.heads = heads
    place.sorting = null
    const row = element("tr", {}, columns.map(({ head, tip, isNumber }) => {
      const className = isNumber ? "number" : ""
      return element("th", { textContent: head, title: tip, scope: "col", className, tabIndex: sorts ? 0 : -1 })
    }))
    place.replaceChildren(element("table", {}, [element("thead", {}, [row]), element("tbody", {}, [])]))
    place.onclick = place.onkeydown = (event) => used(place, event)
    place.onmouseover = pointed
    place.oncopy = copied
  }
  const [table] = place.children
  table.className = [opens && "opens", isWide && "wide"].filter(Boolean).join(" ")
  const written = JSON.stringify([rows, place.sorting, opens])
  if (place.written === written) return // the row that has the focus keeps it
  place.written = written
  place.scrollTop = 0
  table.tBodies[0].replaceChildren(...ordered(place).map((at) => {
    const cells = rows[at].map((cell, i) => {
      return element("td", { textContent: cell, className: columns[i].isNumber ? "number" : "" })
    })
    const line = element("tr", opens ? { tabIndex: -1 } : {}, cells)
    line.place = at
    return line
  }))
  const [first] = table.tBodies[0].rows
  if (opens && first) first.tabIndex = 0 // one stop for the key that goes through the page
}

function remove(place) {
  place.replaceChildren()
  place.onclick = place.onkeydown = place.onmouseover = place.oncopy = null
  for (const name of ["heads", "sorting", "written"]) delete place[name]
}

function used(place, event) {
  const { data: [{ opens, sorts, mark }], setTriggerValue } = place.latest
  const head = event.target.closest("th")
  const row = event.target.closest("tbody tr")
  if (event.type === "keydown") {
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return
    const next = row && { ArrowDown: row.nextElementSibling, ArrowUp: row.previousElementSibling }[event.key]
    if (next) go(row, next, event)
    if (event.key !== "Enter" || event.repeat) return
  } else if (isSelecting(place)) return
  if (head && sorts) sort(place, head)
  if (row && opens) setTriggerValue("picked", [mark, row.place])
}

function go(row, next, event) {
  event.preventDefault() // the table follows the row by itself
  row.tabIndex = -1
  next.tabIndex = 0
  next.focus()
}

// Whether the click was the end of marking what stands in the table.
function isSelecting(place) {
  const selection = getSelection()
  return !selection.isCollapsed && selection.containsNode(place, true)
}

// Numbers from the highest, words from the first; then the other way round; then as the rows came.
function sort(place, head) {
  const at = head.cellIndex
  const { isNumber } = place.latest.data[0].columns[at]
  const ways = isNumber ? ["descending", "ascending", null] : ["ascending", "descending", null]
  const before = place.sorting?.at === at ? place.sorting.way : null
  const way = ways[(ways.indexOf(before) + 1) % ways.length]
  place.sorting = way && { at, way }
  for (const other of head.parentElement.cells) other.ariaSort = null
  head.ariaSort = way
  put(place)
}

// The places of the rows: of a number by its value, whatever is shown of it; a cell that says nothing comes last.
function ordered({ sorting, lang, latest: { data: [{ rows, keys }] } }) {
  const places = [...rows.keys()]
  if (!sorting) return places
  const { at, way } = sorting
  const values = keys[at] ?? rows.map((row) => (row[at] === "–" ? null : row[at]))
  const { compare } = new Intl.Collator(lang, { numeric: true })
  const order = keys[at] ? (a, b) => a - b : compare
  const turn = way === "ascending" ? 1 : -1
  const isNothing = (place) => values[place] === null
  return places.sort((a, b) => isNothing(a) - isNothing(b) || (isNothing(a) ? 0 : turn * order(values[a], values[b])))
}

// What is cut is read by pointing at it.
function pointed({ target }) {
  const cell = target.closest("td")
  if (cell) cell.title = cell.scrollWidth > cell.clientWidth ? cell.textContent : ""
}

// A number is copied as a spreadsheet reads it: with the minus of a keyboard.
function copied(event) {
  const selection = getSelection()
  if (selection.isCollapsed) return
  event.clipboardData.setData("text/plain", selection.toString().replace(/\u2212(?=\d)/g, "-"))
  event.preventDefault()
}
