// On a narrow screen a filter panel in which nothing is chosen starts folded: the answer comes first.

const narrow = window.matchMedia("(max-width: 40em)");

export function foldFilters() {
  for (const panel of document.querySelectorAll("details.app-filters")) {
    const isUsed = panel.querySelector(".app-filters__chosen, .govuk-error-message") !== null;
    if (narrow.matches && !isUsed) panel.open = false;
  }
}
