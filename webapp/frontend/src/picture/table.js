// One key between the picture and its table: from an item to its row, and from a row to its item.

export function connectTable(container, figure, cy, walker) {
  const link = figure.querySelector("[data-picture-leave]");
  const rows = () => [...document.querySelectorAll(`${link.getAttribute("href")} tbody tr`)];
  const shown = () => cy.nodes().filter((node) => !node.hasClass("app-hidden")).sort((a, b) => a.data("place") - b.data("place"));

  const nodeOf = (row) => {
    const id = row.dataset.pictureRow;
    return id ? cy.getElementById(id) : shown()[rows().indexOf(row)];
  };

  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "t" || event.altKey || event.ctrlKey || event.metaKey) return;
    const row = event.target.closest("tr"); // not the focus: the picture has just given it away
    if (!row || !rows().includes(row)) return;
    event.preventDefault();
    container.focus();
    const node = nodeOf(row);
    if (node?.nonempty()) walker.go(node);
  });

  return () => {
    const row = rows().find((one) => nodeOf(one)?.same(walker.current)) ?? document.querySelector(link.getAttribute("href"));
    row.tabIndex = -1;
    row.focus();
  };
}
