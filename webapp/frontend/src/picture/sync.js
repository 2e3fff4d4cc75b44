// Brings what is drawn to what the server says, and moves nothing that is there already.

// The order of the server, which is that of the table.
export function inOrder(elements) {
  elements.nodes.forEach((node, place) => (node.data.place = place));
  return elements;
}

export function sync(cy, made) {
  const { nodes, edges } = inOrder(made.elements);
  const all = [...nodes, ...edges];
  const wanted = new Set(all.map((element) => element.data.id));
  let added = 0;
  cy.batch(() => {
    cy.elements()
      .filter((element) => !wanted.has(element.id()))
      .remove();
    for (const element of all) {
      const there = cy.getElementById(element.data.id);
      if (there.empty()) {
        cy.add({ ...element, group: element.data.source ? "edges" : "nodes" });
        if (!element.data.source) added += 1;
      } else {
        const ours = ["app-current", "app-marked"].filter((name) => there.hasClass(name));
        there.data(element.data);
        there.classes([element.classes, ...ours].join(" "));
      }
    }
  });
  return added;
}
