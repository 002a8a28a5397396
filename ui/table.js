// Writes the rows of a figure as a table. A click on a row, or Enter, hands back its place where clients open from it; arrows
// lead from row to row. A click on a head, or Enter, sorts the rows that are here, unless they are a part of a longer list.

const LONG = 40 // what is longer may be cut, and is read by pointing at it

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
    place.oncopy = copied
  }
  const [table] = place.children
  table.className = [opens && "opens", isWide && "wide"].filter(Boolean).join(" ")
  table.tBodies[0].replaceChildren(...ordered(place, columns, rows).map((at) => {
    const cells = rows[at].map((cell, i) => {
      const className = columns[i].isNumber ? "number" : ""
      return element("td", { textContent: cell, title: cell.length > LONG ? cell : "", className })
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
  for (const name of ["heads", "sorting"]) delete place[name]
}

function element(name, properties, children = []) {
  const made = Object.assign(document.createElement(name), properties)
  if (children.length) made.append(...children)
  return made
}

function used(place, event) {
  const [{ opens, sorts }] = place.latest.data
  const head = event.target.closest("th")
  const row = event.target.closest("tbody tr")
  const next = row && { ArrowDown: row.nextElementSibling, ArrowUp: row.previousElementSibling }[event.key]
  if (next) {
    event.preventDefault() // the table follows the row by itself
    next.focus()
  }
  if (event.type === "keydown" && event.key !== "Enter") return
  if (head && sorts) sort(place, head)
  if (row && opens && getSelection().isCollapsed) place.latest.setTriggerValue("picked", row.place)
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

// The places of the rows; a cell that says nothing comes last.
function ordered({ sorting, lang }, columns, rows) {
  const places = [...rows.keys()]
  if (!sorting) return places
  const { at, way } = sorting
  const keys = rows.map((row) => (columns[at].isNumber ? Number(typed(row[at]).replaceAll(",", "")) : row[at]))
  const isNothing = (place) => Number.isNaN(keys[place]) || rows[place][at] === "–"
  const compare = columns[at].isNumber ? (a, b) => a - b : new Intl.Collator(lang).compare
  const turn = way === "ascending" ? 1 : -1
  return places.sort((a, b) => isNothing(a) - isNothing(b) || (isNothing(a) ? 0 : turn * compare(keys[a], keys[b])))
}

// A number as a spreadsheet reads it: with the minus of a keyboard.
function typed(words) {
  return words.replace(/\u2212(?=\d)/g, "-")
}

function copied(event) {
  event.clipboardData.setData("text/plain", typed(getSelection().toString()))
  event.preventDefault()
}
