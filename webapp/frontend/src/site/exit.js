// Leaving the site at once: by the button, and by the key that the deployer chose.

import { ExitThisPage, createAll } from "govuk-frontend";

class LeaveThisSite extends ExitThisPage {
  // The component's own way leaves the page in the history, one press of Back away.
  exitPage() {
    document.body.classList.add("govuk-exit-this-page-hide-content");
    this.$overlay = document.createElement("div");
    this.$overlay.className = "govuk-exit-this-page-overlay";
    this.$overlay.setAttribute("role", "alert");
    this.$overlay.textContent = this.i18n.t("activated");
    document.body.append(this.$overlay);
    window.location.replace(this.$button.href);
  }
}

// Escape also closes dialogs, lists and tooltips, and clears fields: there it keeps that meaning.
function isEscapeTaken(event) {
  const focused = document.activeElement;
  return (
    event.defaultPrevented ||
    document.querySelector("dialog[open], [popover]:popover-open, [role=dialog]:not([hidden])") !== null ||
    focused.closest("details[open], [aria-expanded=true], [role=listbox], [role=menu]") !== null ||
    focused.matches("input:not([type=checkbox], [type=radio], [type=submit], [type=button]), textarea, select") ||
    focused.isContentEditable
  );
}

export function startExit(key) {
  // This mark tells the component that its own key, Shift three times, is already seen to.
  if (key !== "shift3") document.body.dataset.govukFrontendExitThisPageKeypress = "true";
  createAll(LeaveThisSite);
  if (key !== "escape") return;
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !isEscapeTaken(event)) {
      document.querySelector(".govuk-js-exit-this-page-button")?.click();
    }
  });
}
