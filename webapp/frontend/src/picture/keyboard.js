// The keys of the picture. They act only while it has the focus, and Tab always leads out of it.

import { fit, zoomIn, zoomOut } from "./view.js";
import { ARROWS } from "./walk.js";

export function connectKeyboard(container, cy, walker, figure, acts) {
  const leave = () => (figure.querySelector("[data-picture-leave]") ?? document.activeElement).focus();
  const keys = {
    home: () => walker.go(walker.centre()),
    pagedown: () => walker.turn(1),
    pageup: () => walker.turn(-1),
    enter: () => walker.open(),
    "+": () => zoomIn(cy),
    "=": () => zoomIn(cy), // the same key without Shift
    "-": () => zoomOut(cy),
    0: () => fit(cy),
    e: () => acts.expand(walker.current),
    h: () => acts.hide(walker.current),
    t: acts.table,
    escape: leave,
  };
  for (const [name, arrow] of Object.entries(ARROWS)) keys[name.toLowerCase()] = () => walker.step(arrow);

  container.addEventListener("keydown", (event) => {
    const isControl = event.ctrlKey || event.metaKey;
    const name = event.key.toLowerCase();
    const act = isControl ? name === "z" && acts.undo : keys[name];
    if (!act || event.altKey) return;
    event.preventDefault();
    act();
  });
}
