// The buttons beside the picture: what wheel, pinch and drag do, for those who have none of them.

import { download } from "./image.js";
import { fit, pan, zoomIn, zoomOut } from "./view.js";

export function connectButtons(figure, cy, walker, made) {
  const bar = figure.querySelector(".app-picture-buttons");
  if (!bar) return;
  const acts = {
    "zoom-in": () => zoomIn(cy),
    "zoom-out": () => zoomOut(cy),
    fit: () => fit(cy),
    left: () => pan(cy, 1, 0),
    right: () => pan(cy, -1, 0),
    up: () => pan(cy, 0, 1),
    down: () => pan(cy, 0, -1),
    download: () =>
      download(figure, cy, made).then(
        () => walker.panel.say("The image is saved among your downloads."),
        (error) => walker.panel.say(`The image could not be made: ${error.message}`),
      ),
  };
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-picture-do]");
    if (button) acts[button.dataset.pictureDo]?.();
  });
  bar.hidden = false;
}
