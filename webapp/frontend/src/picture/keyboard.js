// The keys of the picture. They act only while it has the focus, and Tab always leads out of it.

import { fit, zoomIn, zoomOut } from "./view.js";
import { ARROWS } from "./walk.js";

export function connectKeyboard(container, cy, walker, figure) {
  const leave = () => (figure.querySelector("[data-picture-leave]") ?? document.activeElement).focus();
  const keys = {
    Home: () => walker.go(walker.centre()),
    PageDown: () => walker.turn(1),
    PageUp: () => walker.turn(-1),
    Enter: () => walker.open(),
    "+": () => zoomIn(cy),
    "=": () => zoomIn(cy), // the same key without Shift
    "-": () => zoomOut(cy),
    0: () => fit(cy),
    Escape: leave,
  };
  for (const [name, arrow] of Object.entries(ARROWS)) keys[name] = () => walker.step(arrow);

  container.addEventListener("keydown", (event) => {
    const act = keys[event.key];
    if (!act || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    act();
  });
}
