// The picture of a network: fetches what the server placed and styled, draws it, or says why not.

import cytoscape from "cytoscape";

import { fetched } from "./picture/address.js";
import { connectButtons } from "./picture/buttons.js";
import { connectKeyboard } from "./picture/keyboard.js";
import { connectLegend } from "./picture/legend.js";
import { connectMonths } from "./picture/months.js";
import { keepNamed } from "./picture/names.js";
import { Panel } from "./picture/panel.js";
import { Steps } from "./picture/steps.js";
import { stylesheet, whenColoursAreForced } from "./picture/style.js";
import { inOrder } from "./picture/sync.js";
import { connectTable } from "./picture/table.js";
import { fit, keepFitted } from "./picture/view.js";
import { Walker } from "./picture/walker.js";

function draw(container, made) {
  const cy = cytoscape({
    container,
    elements: inOrder(made.elements),
    layout: { name: "preset" }, // the server places: the same case is the same picture each time
    style: stylesheet(made.style),
    minZoom: 0.2,
    maxZoom: 3,
    autoungrabify: true, // positions cannot be saved, so moving them would be a promise not kept
    autounselectify: true,
    boxSelectionEnabled: false,
    userZoomingEnabled: false, // until the picture has the focus, the wheel scrolls the page
    userPanningEnabled: false,
  });
  fit(cy);
  keepFitted(cy);
  keepNamed(cy);
  return cy;
}

function connect(container, cy, made) {
  const figure = container.closest(".app-figure") ?? container.parentElement;
  const panel = new Panel(figure, container.dataset.picturePage);
  const walker = new Walker(cy, panel);
  const table = connectTable(container, figure, cy, walker);
  const steps = "pictureAlone" in container.dataset ? new Steps(container, cy, walker, figure) : null;
  const acts = { table, undo: () => steps?.undo(), expand: (node) => steps?.expand(node), hide: (node) => steps?.hide(node) };
  panel.acts = steps ? acts : null;
  connectKeyboard(container, cy, walker, figure, acts);
  connectButtons(figure, cy, acts);
  connectLegend(figure, cy, walker, steps);
  if (steps) connectMonths(figure, steps);
  whenColoursAreForced(() => cy.style(stylesheet(made.style)));

  let isFocused = false;
  const focus = (now) => {
    isFocused = now;
    cy.userZoomingEnabled(now);
    cy.userPanningEnabled(now);
    if (now && !walker.current) walker.go(walker.centre());
  };
  container.addEventListener("focus", () => focus(true));
  container.addEventListener("blur", () => focus(false));
  cy.on("tap", (event) => {
    if (event.target !== cy && event.target.isNode()) walker.go(event.target);
    if (!isFocused) container.focus({ preventScroll: true });
  });
  cy.on("mouseover", "node", (event) => walker.glance(event.target));
  cy.on("mouseout", "node", () => walker.glance(walker.current));
}

// The container stops being an application: what is left in it is a sentence, to be read as one.
function explain(container, reason) {
  for (const name of ["role", "tabindex", "aria-label", "aria-roledescription", "aria-describedby"]) {
    container.removeAttribute(name);
  }
  container.classList.add("app-picture--failed");
  const message = document.createElement("p");
  message.className = "app-picture__message";
  message.setAttribute("role", "alert");
  message.textContent =
    `The picture could not be drawn: ${reason}. Load the page again to try once more. ` +
    "The table below says the same.";
  container.replaceChildren(message);
}

async function start(container) {
  try {
    const answer = await fetched(container.dataset.pictureUrl, "application/json");
    const made = await answer.json();
    container.replaceChildren();
    const cy = draw(container, made);
    connect(container, cy, made);
    container.cy = cy;
    container.dataset.ready = "1";
  } catch (error) {
    explain(container, error.message);
  }
}

document.querySelectorAll(".app-picture[data-picture-url]").forEach(start);
