// Notes when the page last changed, and when the reader last clicked. It runs in each page before the page's own scripts.
//
// A change is any change of the document and its shadow trees, or a call that draws on a canvas. Two things that nobody
// sees are passed over: what the page tells screen readers, which is taken away seconds later, and what stands inside a
// canvas, which is there for them too: a table writes it a fifth of a second after it has drawn itself. The click is
// the moment at which the browser got it; one that a script makes is none.
(() => {
  const bench = (window.bench = { clicked: NaN, changed: performance.now(), changes: 0 });
  const note = () => {
    bench.changed = performance.now();
    bench.changes += 1;
  };
  const isSeen = ({ type, target }) => {
    const element = target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement;
    return !element?.closest(type === "attributes" ? "[data-live-announcer], canvas *" : "[data-live-announcer], canvas");
  };
  const observer = new MutationObserver((records) => records.some(isSeen) && note());
  const watch = (root) =>
    observer.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
  watch(document);
  const { attachShadow } = Element.prototype;
  Element.prototype.attachShadow = function (options) {
    const root = attachShadow.call(this, options);
    watch(root);
    return root;
  };
  const canvas = CanvasRenderingContext2D.prototype;
  for (const name of ["clearRect", "drawImage", "fill", "fillRect", "fillText", "putImageData", "stroke", "strokeRect"]) {
    const draw = canvas[name];
    canvas[name] = function (...given) {
      note();
      return draw.apply(this, given);
    };
  }
  addEventListener(
    "pointerdown",
    (event) => {
      if (event.isTrusted) Object.assign(bench, { clicked: event.timeStamp, changes: 0 });
    },
    true,
  );

  // Whether the page stands as asked: nothing has changed for a while, the script has ended, nothing of the run before is
  // left, every chart in the window is drawn, and head and scope are those of what was chosen.
  const isInWindow = (element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  };
  const isDrawn = (figure) => figure.querySelector("svg, canvas, img, table") && figure.ariaBusy !== "true";
  bench.stands = ({ quiet, heading, scopeBefore }) => {
    const find = (selector) => document.querySelector(selector);
    const scope = find("p.scope")?.innerText;
    return (
      performance.now() - bench.changed > quiet &&
      find("[data-testid=stApp]")?.dataset.testScriptState === "notRunning" &&
      !find("[data-stale=true], [data-testid=stSkeleton]") &&
      [...document.querySelectorAll(".place")].every((figure) => !isInWindow(figure) || isDrawn(figure)) &&
      find("[data-testid=stHeading] h2")?.innerText === heading &&
      Boolean(scope) &&
      scope !== scopeBefore
    );
  };
})();
