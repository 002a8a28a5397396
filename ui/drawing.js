// Draws a figure of ui/charts.py when it is near the window, and changes it in place when its rows change. A click on a
// point hands back the point's customdata: the place of its row, or that and the column that was meant.

const DAY = /^\d{4}-\d{2}-\d{2}$/
const NEAR = "50px 0px"
const margins = new Map()
const waiting = new Set()
let library

function plotly(address) {
  library ??= new Promise((loaded, failed) => {
    const script = document.createElement("script")
    script.src = address
    script.onload = () => loaded(window.Plotly)
    script.onerror = () => {
      library = undefined // the next picture asks for it again
      failed(new Error(`${address} could not be loaded`))
    }
    document.head.append(script)
  })
  return library
}

// What the room that labels take depends on: all that is written beside the axes and in the legend, and the width.
// Days stand on an axis of time, whose labels are as long whatever they are.
function written({ data, layout }, name, width) {
  const axes = [layout.xaxis, layout.yaxis].map(({ title, ticktext, categoryarray }) => [title, ticktext, categoryarray])
  const isWord = (value) => typeof value === "string" && !DAY.test(value)
  const words = data.map(({ name, x, y }) => [name, x?.filter(isWord), y?.filter(isWord)])
  return JSON.stringify([name, width, axes, words])
}

// With the margins that the same labels were found to need, plotly.js draws once; else it draws, measures, draws again.
function fitted(layout, key) {
  return margins.has(key) ? { ...layout, margin: margins.get(key) } : layout
}

async function draw(picture) {
  const { data, parentElement, setTriggerValue } = picture.latest
  const [{ figure, name, library: address }] = data
  const Plotly = await plotly(address)
  if (picture.latest?.data !== data) return
  const width = parentElement.clientWidth
  const key = written(figure, name, width)
  const layout = { ...fitted(figure.layout, key), width }
  await Plotly.react(picture, figure.data, layout, { displayModeBar: false })
  if (picture.latest?.data !== data) return
  const { l, r, t, b } = picture._fullLayout._size
  margins.set(key, { l, r, t, b })
  picture.removeAllListeners("plotly_click")
  picture.on("plotly_click", ({ points }) => {
    const place = points[0]?.customdata
    if (Number.isInteger(place) || Array.isArray(place)) setTriggerValue("picked", place)
  })
  picture.fitting ??= new ResizeObserver(() => {
    const width = parentElement.clientWidth
    if (width && width !== picture.layout.width) Plotly.relayout(picture, { width })
  })
  picture.fitting.observe(parentElement)
}

// What is far from the window waits until it comes near, or is printed. Meanwhile it is said to be busy: its words can be
// read, and nothing of its former rows is seen.
function wait(picture) {
  waiting.add(picture)
  picture.ariaBusy = "true"
}

function show(picture) {
  waiting.delete(picture)
  picture.ariaBusy = null
  return draw(picture)
}

addEventListener("beforeprint", () => waiting.forEach(show))

export default async function (component) {
  const picture = component.parentElement.querySelector(".picture")
  const [{ figure, alt }] = component.data
  picture.latest = component
  picture.setAttribute("aria-label", alt)
  picture.style.minHeight = `${figure.layout.height}px`
  if (!picture.sight) {
    const root = picture.closest("[data-testid=stMain]")
    picture.sight = new IntersectionObserver(
      (entries) => {
        picture.isNear = entries.at(-1).isIntersecting
        if (picture.isNear && waiting.has(picture)) show(picture)
      },
      { root, rootMargin: NEAR },
    )
    picture.sight.observe(picture)
  }
  await (picture.isNear ? show : wait)(picture)
  // Streamlit asks for this when the picture goes, and also of a call that was still drawing when its rows changed: either
  // after the next call has come, when the picture is no longer its own, or before, when the next one finds it untouched.
  return () => {
    if (picture.latest !== component) return
    waiting.delete(picture)
    picture.sight.disconnect()
    picture.fitting?.disconnect()
    window.Plotly?.purge(picture)
    for (const name of ["latest", "sight", "fitting", "isNear"]) delete picture[name]
  }
}
