// Which things are named where the picture is too small for every name: the one that a person is at or,
// before anybody is, the one with most lines; then others, as far as no name covers another or a sign.

const SIZE = 11; // pixels on the screen, whatever the zoom
const WIDTH = 82;
const MOST_LINES = 2; // of a name that is not where a person is
const LETTER = 5.8;
const LINE = 12.5;
const GAP = 3;
const HOW_MANY = /\n[\d,]+ hidden$/; // what is not shown can be read in the panel and in the table
const STYLES = [
  "label", "font-size", "text-max-width", "text-margin-x", "text-margin-y", "text-halign", "text-valign",
  "min-zoomed-font-size",
];

// Sides of a sign on which its name may stand, in the order in which they are tried.
const SIDES = [[0, 1], [0, -1], [1, 0], [-1, 0]];

export function unname(cy) {
  cy.nodes().removeStyle(STYLES.join(" "));
}

function nameSome(cy) {
  unname(cy);
  const nodes = cy.nodes(":visible").toArray();
  if (!nodes.length || nodes[0].numericStyle("font-size") * cy.zoom() >= nodes[0].numericStyle("min-zoomed-font-size")) return;
  const signs = new Map(nodes.map((node) => [node, node.renderedBoundingBox({ includeLabels: false })]));
  const taken = [];
  for (const [place, node] of nodes.sort((one, other) => rank(other) - rank(one)).entries()) {
    const words = (node.data("caption") ?? node.data("label")).replace(HOW_MANY, "");
    const lines = broken(words, node.hasClass("app-current") ? Infinity : MOST_LINES);
    const others = [...taken, ...[...signs].filter(([one]) => one !== node).map(([, sign]) => sign)];
    const rooms = SIDES.map((side) => ({ side, ...room(signs.get(node), side, lines) })).filter((box) => isInside(box, cy));
    const covered = (box) => others.filter((one) => meet(one, box)).length;
    const best = rooms.sort((one, other) => covered(one) - covered(other))[0];
    if (!best || (place && covered(best))) continue;
    taken.push(best);
    name(node, lines.join("\n"), best.side);
  }
}

const rank = (node) => (node.hasClass("app-current") ? Infinity : node.connectedEdges(":visible").length);

function name(node, words, [across, down]) {
  const zoom = node.cy().zoom();
  node.style({
    label: words,
    "font-size": SIZE / zoom,
    "text-max-width": `${(2 * WIDTH) / zoom}px`, // the lines are broken already
    "text-halign": ["left", "center", "right"][across + 1],
    "text-valign": ["top", "center", "bottom"][down + 1],
    "text-margin-x": (across * GAP) / zoom,
    "text-margin-y": (down * GAP) / zoom,
    "min-zoomed-font-size": 0,
  });
}

// Where the name of a thing stands on one side of its sign, in pixels of the screen.
function room(sign, [across, down], lines) {
  const [wide, high] = [Math.max(...lines.map((line) => line.length)) * LETTER, lines.length * LINE];
  const x = (sign.x1 + sign.x2) / 2 + across * (sign.w / 2 + GAP + wide / 2);
  const y = (sign.y1 + sign.y2) / 2 + down * (sign.h / 2 + GAP + high / 2);
  return { x1: x - wide / 2, x2: x + wide / 2, y1: y - high / 2, y2: y + high / 2 };
}

function broken(words, atMost) {
  const most = Math.floor(WIDTH / LETTER);
  const lines = [];
  for (const part of words.split("\n")) {
    let line = "";
    for (const word of part.split(" ")) {
      const longer = `${line} ${word}`.trim();
      if (line && longer.length > most) lines.push(line);
      line = line && longer.length > most ? word : longer;
    }
    lines.push(line);
  }
  return lines.length > atMost ? [...lines.slice(0, atMost - 1), `${lines[atMost - 1]}…`] : lines;
}

const meet = (one, other) => one.x1 < other.x2 && other.x1 < one.x2 && one.y1 < other.y2 && other.y1 < one.y2;
const isInside = (box, cy) => box.x1 >= 0 && box.y1 >= 0 && box.x2 <= cy.width() && box.y2 <= cy.height();

export function keepNamed(cy) {
  let isWaiting = false;
  const soon = () => {
    if (isWaiting) return;
    isWaiting = true;
    requestAnimationFrame(() => {
      isWaiting = false;
      cy.batch(() => nameSome(cy));
    });
  };
  cy.on("zoom pan resize add remove class", soon);
  cy.batch(() => nameSome(cy));
}
