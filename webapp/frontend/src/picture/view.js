// What part of the picture is seen, and how large. Nothing moves by animation.

import { unname } from "./names.js";

const LARGEST = 1.25; // a network of few nodes would otherwise fill the box with giant signs
const ROOM = 24; // pixels between the outermost label and the edge
const STEP = 1.25;
const PAN = 80;

const middle = (cy) => ({ x: cy.width() / 2, y: cy.height() / 2 });

export function fit(cy) {
  const seen = cy.elements(":visible");
  unname(cy); // names that keep their size on the screen say nothing of the size of the whole
  cy.fit(seen, ROOM);
  if (cy.zoom() > LARGEST) {
    cy.zoom(LARGEST);
    cy.center(seen);
  }
  cy.scratch("fitted", whatIsSeen(cy));
}

const whatIsSeen = (cy) => [cy.zoom(), cy.pan().x, cy.pan().y].join();

// What was seen as a whole stays so in a box of another size: on paper, on a turned phone, at 400 %.
// What somebody chose to look at stays in the middle.
export function keepFitted(cy) {
  let [width, height] = [cy.width(), cy.height()];
  cy.on("resize", () => {
    const [across, down] = [cy.width() - width, cy.height() - height];
    if (!cy.width() || !cy.height() || !(across || down)) return;
    [width, height] = [cy.width(), cy.height()];
    if (whatIsSeen(cy) === cy.scratch("fitted")) fit(cy);
    else cy.panBy({ x: across / 2, y: down / 2 });
  });
}

export const zoomIn = (cy) => cy.zoom({ level: cy.zoom() * STEP, renderedPosition: middle(cy) });
export const zoomOut = (cy) => cy.zoom({ level: cy.zoom() / STEP, renderedPosition: middle(cy) });
export const pan = (cy, x, y) => cy.panBy({ x: x * PAN, y: y * PAN });

export function keepInView(cy, node) {
  const box = node.renderedBoundingBox();
  if (box.x1 < 0 || box.y1 < 0 || box.x2 > cy.width() || box.y2 > cy.height()) cy.center(node);
}
