// Draws a figure of ui/charts, and changes it in place when its rows change. A click on a
// point hands back the point's customdata: the place of its row, or that and the column that was meant.

const DAY = /^\d{4}-\d{2}-\d{2}$/
const SLACK = 30
const NARROW = 400
const AROUND = 38 // beside the labels of bars, their words and the plot
const LEAST = 12 // of the longest bar
let library

function plotly(address) {
  library ??= new Promise((loaded, failed) => {
    const script = document.createElement("script")
    script.src = address
    script.onload = () => loaded(quickened(window.Plotly))
    script.onerror = () => {
      library = undefined // the next picture asks for it again
      failed(new Error(`${address} could not be loaded`))
    }
    document.head.append(script)
  })
  return library
}

// Which attributes of a trace hold a list, plotly.js finds anew at each change by going through all that a trace can have,
// some thousand: a fifth of the time of a picture. It depends on nothing but the kind of trace and where its lists are.
function quickened(Plotly) {
  const { findArrayAttributes } = Plotly.PlotSchema
  const found = new Map()
  Plotly.PlotSchema.findArrayAttributes = (trace) => {
    const lists = [trace.type, ...listsOf(trace)].join()
    if (!found.has(lists)) found.set(lists, findArrayAttributes(trace))
    return found.get(lists)
  }
  return Plotly
}

function listsOf(container, path = "") {
  return Object.entries(container).flatMap(([name, value]) => {
    if (name.startsWith("_") || typeof value !== "object" || value === null) return []
    return Array.isArray(value) || ArrayBuffer.isView(value) ? [path + name] : listsOf(value, `${path}${name}.`)
  })
}

const canvas = document.createElement("canvas").getContext("2d")

function widest(lines, { size, family }) {
  canvas.font = `${size}px ${family}`
  return Math.ceil(Math.max(0, ...lines.map((line) => canvas.measureText(line).width)))
}

// The margins that the labels need. plotly.js makes room by itself, but only after it has drawn, and then it draws again:
// with enough room from the start it draws once. A number takes as much as the longest may.
function margins({ data, layout }, width, before) {
  const { xaxis, yaxis, margin, font } = layout
  if (width < NARROW) return margin
  const words = (axis, name) => axis.ticktext ?? wordsOf(data, name)
  const room = { ...margin }
  if (yaxis.visible !== false) {
    const lines = words(yaxis, "y").flatMap((word) => word.split("<br>"))
    const wide = widest(lines, { ...font, ...yaxis.tickfont }) + 16 + (yaxis.ticklabelstandoff ?? 0)
    const needed = lines.length ? wide : yaxis.title ? 64 : 56
    // A little more than needed stays as it was: to make a margin smaller, plotly.js draws twice, too.
    room.l = before && before.l >= needed && before.l - needed < SLACK ? before.l : needed
    if (!lines.length) room.t = 20 // half a number may stand above the axis
  }
  if (xaxis.side === "top") {
    const lines = Math.max(1, ...words(xaxis, "x").map((word) => word.split("<br>").length))
    room.r = 18
    room.t = Math.ceil(lines * 1.3 * (xaxis.tickfont?.size ?? font.size)) + (xaxis.title ? 22 : 14)
  } else if (xaxis.visible !== false) {
    room.b = xaxis.title ? 42 : 31
    if (!words(xaxis, "x").length) room.r = 34
  }
  if (layout.showlegend) room.t = 22 + 19 * legendLines(data, font, width - room.l - room.r)
  return room
}

function wordsOf(data, name) {
  const isWord = (value) => typeof value === "string" && !DAY.test(value)
  return data.flatMap((trace) => trace[name] ?? []).filter(isWord)
}

// The axis under lying bars that have their words behind them: so long that the words end inside the picture.
function axisUnder({ data, layout }, width) {
  const { xaxis, yaxis, font } = layout
  const bars = data.find(({ orientation, textposition }) => orientation === "h" && textposition === "outside")
  if (!bars) return xaxis
  const plot = width - widest(wordsOf(data, "y"), { ...font, ...yaxis.tickfont }) - AROUND
  const ends = bars.x.map((value, i) => (value * plot) / Math.max(LEAST, plot - widest([bars.text[i]], font)))
  return { ...xaxis, range: [xaxis.range[0], Math.max(xaxis.range[1], ...ends)] }
}

// In one line where there is room for it, else in columns, as plotly.js does it.
function legendLines(data, font, width) {
  const items = data.map(({ name }) => widest([name], font) + 40)
  if (items.reduce((sum, item) => sum + item + 5, -5) < width) return 1
  return Math.ceil(items.length / Math.max(1, Math.floor((width + 4) / (Math.max(...items) + 5))))
}

async function put(picture) {
  const { data, parentElement, setTriggerValue } = picture.latest
  const [{ figure, library: address, mark }] = data
  const Plotly = await plotly(address)
  if (picture.latest?.data !== data) return
  // Its own width, which is kept to that of its place: to ask for that would have the browser lay out the page before
  // plotly.js does so again.
  const width = picture.fitting ? picture.layout.width : parentElement.clientWidth
  const margin = margins(figure, width, picture.layout?.margin)
  const layout = { ...figure.layout, margin, width, xaxis: axisUnder(figure, width) }
  await Plotly.react(picture, figure.data, layout, { displayModeBar: false })
  if (picture.latest?.data !== data) return
  picture.removeAllListeners("plotly_click")
  picture.on("plotly_click", ({ points }) => {
    const place = points[0]?.customdata
    if (Number.isInteger(place) || Array.isArray(place)) setTriggerValue("picked", [mark, ...[place].flat()])
  })
  picture.fitting ??= new ResizeObserver(() => {
    const width = parentElement.clientWidth
    if (width && width !== picture.layout.width) Plotly.relayout(picture, { width })
  })
  picture.fitting.observe(parentElement)
}

function remove(picture) {
  picture.fitting?.disconnect()
  window.Plotly?.purge(picture)
  delete picture.fitting
}
