// Draws a figure of ui/charts.py, and changes it in place when its rows change. A click on a point hands back the
// point's customdata: the place of its row.

let library

function plotly(address) {
  library ??= new Promise((loaded, failed) => {
    const script = document.createElement("script")
    script.src = address
    script.onload = () => loaded(window.Plotly)
    script.onerror = () => failed(new Error(`${address} could not be loaded`))
    document.head.append(script)
  })
  return library
}

export default async function ({ data, parentElement, setTriggerValue }) {
  const picture = parentElement.querySelector(".picture")
  picture.latest = data
  picture.setAttribute("aria-label", data.alt)
  const Plotly = await plotly(data.library)
  if (picture.latest !== data) return
  const width = parentElement.clientWidth
  await Plotly.react(picture, data.figure.data, { ...data.figure.layout, width }, { displayModeBar: false })
  picture.removeAllListeners("plotly_click")
  picture.on("plotly_click", ({ points }) => {
    const place = points[0]?.customdata
    if (Number.isInteger(place)) setTriggerValue("picked", place)
  })
  picture.fitting ??= new ResizeObserver(() => {
    const width = parentElement.clientWidth
    if (width && width !== picture.layout.width) Plotly.relayout(picture, { width })
  })
  picture.fitting.observe(parentElement)
  return () => {
    picture.fitting.disconnect()
    Plotly.purge(picture)
  }
}
