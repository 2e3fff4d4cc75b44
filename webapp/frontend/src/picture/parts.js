// The parts of the page that the server writes anew with each step: words, legend, table, files.

const named = (root) => [...root.querySelectorAll("[data-picture-part]")];
const NOT_REPLACED = "months"; // a slider that is being moved must not be taken from the hand

// What had the focus is found again by what it is, since the element itself is replaced.
function mark(element) {
  const entry = element.closest("[data-legend-class]");
  if (entry) return `[data-legend-class="${CSS.escape(entry.dataset.legendClass)}"]`;
  const row = element.closest("[data-picture-row]");
  return row ? `[data-picture-row="${CSS.escape(row.dataset.pictureRow)}"]` : null;
}

export function replaceParts(from) {
  const focused = document.activeElement;
  const part = focused.closest("[data-picture-part]");
  const wanted = part && part.dataset.picturePart !== NOT_REPLACED ? mark(focused) : null;
  for (const old of named(document)) {
    const fresh = named(from).find((one) => one.dataset.picturePart === old.dataset.picturePart);
    if (old.dataset.picturePart !== NOT_REPLACED) {
      old.replaceChildren(...(fresh ? [...fresh.childNodes].map((node) => document.importNode(node, true)) : []));
    }
  }
  return () => {
    if (part && !document.contains(focused)) (wanted && document.querySelector(wanted))?.focus();
  };
}
