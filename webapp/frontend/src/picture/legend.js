// The legend as switches: each entry hides its class in place and shows it again, moving nothing.

export function connectLegend(figure, cy, walker) {
  const off = new Set();

  const apply = () => {
    cy.batch(() => {
      cy.elements().removeClass("app-hidden");
      for (const name of off) cy.elements(`.${CSS.escape(name)}`).addClass("app-hidden");
    });
    walker.leaveHidden();
  };

  // The server renders entries, not buttons: without a script there is nothing to press.
  for (const entry of figure.querySelectorAll("[data-legend-class]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = entry.className;
    button.setAttribute("aria-pressed", "true");
    button.append(...entry.childNodes);
    button.addEventListener("click", () => {
      const name = entry.dataset.legendClass;
      const isShown = off.delete(name);
      if (!isShown) off.add(name);
      button.setAttribute("aria-pressed", String(isShown));
      apply();
      const words = button.querySelector(".app-legend__text").textContent;
      walker.panel.say(`${words}: ${isShown ? "shown" : "hidden"}.`);
    });
    button.dataset.legendClass = entry.dataset.legendClass;
    entry.replaceWith(button);
  }
  const hint = figure.querySelector(".app-legend__hint");
  if (hint) hint.hidden = false;
}
