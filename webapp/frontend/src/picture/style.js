// How the picture looks: the server's stylesheet, our marks on it, and forced colours over both.

const forced = window.matchMedia("(forced-colors: active)");

// Two rings, black inside yellow: yellow alone cannot be seen on white. They are drawn outside the
// border, since the border says what the node is.
const mark = (ring, halo, ink) => ({
  "outline-width": 4,
  "outline-offset": 2,
  "outline-color": ring,
  "outline-opacity": 1,
  "underlay-color": halo,
  "underlay-opacity": 1,
  "underlay-padding": 14,
  "underlay-shape": "ellipse",
  "text-background-color": halo,
  color: ink,
  "z-index": 10,
});

// A dark ring with a light one inside: it shows on every shape, and says nothing by its colour.
const found = { "outline-width": 3, "outline-offset": 6, "outline-color": "#0b0c0c", "outline-style": "dotted", "outline-opacity": 1 };

const ours = [
  { selector: "node.app-marked", style: found },
  { selector: "edge.app-marked", style: { "line-outline-width": 4, "line-outline-color": "#ffdd00" } },
  { selector: "node.app-current", style: mark("#0b0c0c", "#ffdd00", "#0b0c0c") },
  { selector: ".app-hidden", style: { display: "none" } },
];

function systemColour(name) {
  const probe = document.createElement("span");
  probe.style.color = name;
  document.body.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}

// A canvas does not follow the colours that a person has set for the whole machine; shapes, line
// styles and words still tell one thing from another.
function systemColours() {
  const [text, ground, highlight, ink] = ["CanvasText", "Canvas", "Highlight", "HighlightText"].map(systemColour);
  return [
    {
      selector: "node",
      style: {
        color: text,
        "background-color": ground,
        "border-color": text,
        "background-image": "none", // signs inside a shape; the label has them too
        "text-background-color": ground,
      },
    },
    {
      selector: "edge",
      style: {
        color: text,
        "line-color": text,
        "target-arrow-color": text,
        "text-background-color": ground,
      },
    },
    { selector: "node.app-marked", style: { "outline-color": highlight } },
    { selector: "edge.app-marked", style: { "line-outline-color": highlight } },
    { selector: "node.app-current", style: mark(ground, highlight, ink) },
  ];
}

export function stylesheet(fromServer) {
  return [...fromServer, ...ours, ...(forced.matches ? systemColours() : [])];
}

export function whenColoursAreForced(act) {
  forced.addEventListener("change", act);
}
