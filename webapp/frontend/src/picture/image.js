// The picture as a PNG file, with its title, its legend and what it is drawn from.

import { day } from "./words.js";

const LONGEST = 4096; // pixels of a side; beyond what a browser can draw it gives an empty file
const SHARPEST = 2;
const LINE = 30;
const EDGE = 32;
const WIDEST_LEGEND = 300;
const FONT = '"Helvetica Neue", Helvetica, Arial, sans-serif';

const textOf = (element) => element?.textContent.replace(/\s+/g, " ").trim() ?? "";

async function drawing(cy) {
  const seen = cy.elements(":visible");
  const box = seen.boundingBox();
  const scale = Math.min(SHARPEST, LONGEST / box.w, LONGEST / box.h);
  const marked = cy.$(".app-current").removeClass("app-current");
  try {
    const blob = await cy.png({ full: true, scale, bg: "#ffffff", output: "blob-promise" });
    if (!blob?.size) throw new Error("the browser returned an empty image. Use the table, or print the page.");
    return { image: await createImageBitmap(blob), scale };
  } finally {
    marked.addClass("app-current");
  }
}

function sign(entry) {
  const svg = entry.querySelector("svg").cloneNode(true);
  svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  const image = new Image(28, 28);
  image.src = `data:image/svg+xml,${encodeURIComponent(svg.outerHTML)}`;
  return image.decode().then(() => image);
}

async function compose(figure, { image, scale }, made) {
  const entries = [...figure.querySelectorAll("[data-legend-class]:not([aria-pressed=false])")];
  const signs = await Promise.all(entries.map(sign));
  const said = [...figure.querySelectorAll(".app-figure__line"), ...document.querySelectorAll(".app-notice__text")];
  const marking = document.body.dataset.marking ?? "";
  const notes = [marking, ...said.map(textOf), made.as_at && `As at ${day(made.as_at)}`].filter(Boolean);
  const drawn = { w: image.width / scale, h: image.height / scale };
  const canvas = document.createElement("canvas");
  const size = {
    w: drawn.w + WIDEST_LEGEND + 3 * EDGE,
    h: Math.max(drawn.h, entries.length * LINE) + (notes.length + 1) * LINE + 2 * EDGE,
  };
  canvas.width = size.w * scale;
  canvas.height = size.h * scale;
  const pen = canvas.getContext("2d");
  pen.scale(scale, scale);
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, size.w, size.h);
  pen.fillStyle = "#0b0c0c";
  pen.textBaseline = "middle";
  notes.forEach((text, place) => {
    pen.font = `${place ? "" : "bold "}16px ${FONT}`;
    pen.fillText(text, EDGE, EDGE + (place + 0.5) * LINE, size.w - 2 * EDGE);
  });
  const top = EDGE + notes.length * LINE;
  pen.drawImage(image, EDGE, top, drawn.w, drawn.h);
  pen.font = `15px ${FONT}`;
  entries.forEach((entry, place) => {
    const left = drawn.w + 2 * EDGE;
    pen.drawImage(signs[place], left, top + place * LINE, 28, 28);
    pen.fillText(textOf(entry.querySelector(".app-legend__text")), left + 36, top + (place + 0.5) * LINE, WIDEST_LEGEND - 36);
  });
  pen.font = `bold 16px ${FONT}`;
  pen.fillText(marking, EDGE, size.h - EDGE - 0.5 * LINE); // again at the foot, as on a page
  return canvas;
}

export async function download(figure, cy, made) {
  const canvas = await compose(figure, await drawing(cy), made);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  if (!blob?.size) throw new Error("the browser returned an empty image. Use the table, or print the page.");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  const marked = (document.body.dataset.marking ?? "").replace(/[^A-Za-z0-9]+/g, "-");
  // The name of a file says how to handle it, and nothing of the case.
  link.download = `${marked && `${marked}_`}network-${made.as_at ?? "picture"}.png`;
  link.click();
  URL.revokeObjectURL(link.href);
}
