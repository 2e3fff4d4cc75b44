// Which node comes next when a person walks the picture by the arrow keys. Decides; draws nothing.
//
// Round a centre, nodes stand in rings. From a node one arrow leads outward, one inward, and two
// along its ring: which is which depends on where the node stands, so that every arrow moves about
// the way it points. Rings close and neighbouring rings are joined, so every node can be reached.
// Where there is no centre, an arrow leads to the nearest node that way, a linked one first.

export const ARROWS = { ArrowRight: 0, ArrowDown: 1, ArrowLeft: 2, ArrowUp: 3 }; // quarters, clockwise
const QUARTER = Math.PI / 2;

const bearing = (from, to) => Math.atan2(to.position("y") - from.position("y"), to.position("x") - from.position("x"));
const distance = (a, b) => Math.hypot(a.position("x") - b.position("x"), a.position("y") - b.position("y"));
const apart = (a, b) => Math.abs(Math.atan2(Math.sin(a - b), Math.cos(a - b)));
const least = (nodes, cost) => nodes.reduce((best, node) => (best && cost(best) <= cost(node) ? best : node), null);

export const walkable = (cy) =>
  cy
    .nodes(":visible:childless")
    .toArray()
    .sort((a, b) => a.data("place") - b.data("place"));

// The one node that the others stand round: the server's, else the only case; several are none.
export function centreOf(cy) {
  const given = cy.nodes("[ring = 0]");
  const found = given.nonempty() ? given : cy.nodes("[kind = 'case']");
  return found.length === 1 ? found[0] : null;
}

// Rings are the server's where it gives them, else the number of links to the centre.
export function ringsRound(cy, centre) {
  const hops = new Map();
  cy.elements().bfs({ roots: centre, visit: (node, _edge, _from, _index, depth) => void hops.set(node.id(), depth) });
  const last = Math.max(0, ...hops.values()) + 1;
  return new Map(cy.nodes().map((node) => [node.id(), node.data("ring") ?? hops.get(node.id()) ?? last]));
}

function across(nodes, from, arrow) {
  const wanted = arrow * QUARTER;
  const ahead = nodes.filter((node) => node !== from && apart(bearing(from, node), wanted) <= QUARTER / 2 + 1e-6);
  const linked = ahead.filter((node) => node.edgesWith(from).nonempty());
  return least(linked.length ? linked : ahead, (node) => distance(from, node));
}

function fromCentre(nodes, centre, arrow) {
  const wanted = arrow * QUARTER;
  const ahead = nodes.filter((node) => node !== centre && apart(bearing(centre, node), wanted) < QUARTER);
  const linked = ahead.filter((node) => node.edgesWith(centre).nonempty());
  return least(linked.length ? linked : ahead, (node) => apart(bearing(centre, node), wanted));
}

function along(nodes, from, centre, rings, step) {
  const ring = nodes
    .filter((node) => rings.get(node.id()) === rings.get(from.id()))
    .sort((a, b) => bearing(centre, a) - bearing(centre, b));
  return ring.length > 1 ? ring[(ring.indexOf(from) + step + ring.length) % ring.length] : null;
}

function toRing(nodes, from, centre, rings, isOutward) {
  const mine = rings.get(from.id());
  const beyond = nodes.filter((node) => (isOutward ? rings.get(node.id()) > mine : rings.get(node.id()) < mine));
  const nearest = isOutward ? Math.min : Math.max;
  const next = nearest(...beyond.map((node) => rings.get(node.id())));
  const linked = beyond.filter((node) => node.edgesWith(from).nonempty());
  const choice = linked.length ? linked : beyond.filter((node) => rings.get(node.id()) === next);
  return least(choice, (node) => apart(bearing(centre, node), bearing(centre, from)));
}

export function next(cy, from, arrow, centre, rings) {
  const nodes = walkable(cy);
  if (!rings) return across(nodes, from, arrow);
  if (from === centre) return fromCentre(nodes, centre, arrow);
  const outward = Math.round(bearing(centre, from) / QUARTER);
  switch ((arrow - outward + 8) % 4) {
    case 0:
      return toRing(nodes, from, centre, rings, true);
    case 1:
      return along(nodes, from, centre, rings, 1);
    case 2:
      return toRing(nodes, from, centre, rings, false);
    default:
      return along(nodes, from, centre, rings, -1);
  }
}
