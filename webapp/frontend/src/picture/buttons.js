// The buttons beside the picture: what wheel, pinch and drag do, for those who have none of them.

import { fit, pan, zoomIn, zoomOut } from "./view.js";

export function connectButtons(figure, cy, acts) {
  const bar = figure.querySelector(".app-picture-buttons");
  if (!bar) return;
  const all = {
    "zoom-in": () => zoomIn(cy),
    "zoom-out": () => zoomOut(cy),
    fit: () => fit(cy),
    left: () => pan(cy, 1, 0),
    right: () => pan(cy, -1, 0),
    up: () => pan(cy, 0, 1),
    down: () => pan(cy, 0, -1),
    undo: acts.undo,
    table: acts.table,
  };
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-picture-do]");
    if (button) all[button.dataset.pictureDo]?.();
  });
  bar.hidden = false;
}
