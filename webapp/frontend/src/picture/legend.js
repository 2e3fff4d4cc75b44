// The legend as switches: each entry hides its class in place and shows it again, moving nothing;
// beside it a button finds the items of the class, marks them and says how many there are.

export function connectLegend(figure, cy, walker, steps) {
  const off = new Set();
  let marked = null;

  const apply = () => {
    cy.batch(() => {
      cy.elements().removeClass("app-hidden");
      for (const name of off) cy.elements(`.${CSS.escape(name)}`).addClass("app-hidden");
    });
    walker.leaveHidden();
  };

  const toggled = (button, words, href) => {
    const name = button.dataset.legendClass;
    const isShown = button.getAttribute("aria-pressed") !== "true";
    const said = `${words}: ${isShown ? "shown" : "hidden"}.`;
    if (href) {
      steps.go(href, said);
      return;
    }
    if (isShown) off.delete(name);
    else off.add(name);
    button.setAttribute("aria-pressed", String(isShown));
    apply();
    walker.panel.say(said);
  };

  const find = (name, words) => {
    marked = marked === name ? null : name;
    cy.elements().removeClass("app-marked");
    if (marked) cy.elements(`.${CSS.escape(marked)}`).addClass("app-marked");
    for (const button of figure.querySelectorAll("[data-legend-find]")) {
      button.setAttribute("aria-pressed", String(button.dataset.legendFind === marked));
    }
    walker.panel.say(marked ? `${words}: marked.` : "Nothing is marked.");
  };

  // The server renders links, or entries of no use: without a script there is nothing to press.
  const enhance = () => {
    for (const entry of figure.querySelectorAll("[data-legend-class]:not(button)")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = entry.className;
      button.setAttribute("aria-pressed", String(!("legendHidden" in entry.dataset)));
      button.append(...entry.childNodes);
      button.dataset.legendClass = entry.dataset.legendClass;
      const words = button.querySelector(".app-legend__text").textContent;
      const href = steps && entry.href;
      button.addEventListener("click", () => toggled(button, words, href));
      entry.replaceWith(button);
      button.after(finder(entry.dataset.legendClass, words));
    }
    const hint = figure.querySelector(".app-legend__hint");
    if (hint) hint.hidden = false;
  };

  const finder = (name, words) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "app-legend__find";
    button.dataset.legendFind = name;
    button.setAttribute("aria-pressed", String(name === marked));
    button.setAttribute("aria-label", `Find ${words}`);
    button.textContent = "Find";
    button.addEventListener("click", () => find(name, words));
    return button;
  };

  enhance();
  steps?.after.push(enhance);
}
