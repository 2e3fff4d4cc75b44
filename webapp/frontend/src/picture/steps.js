// The steps that a person takes in a picture: each is an address, so it can be sent, kept and undone.

import { fetched, hiding, opening } from "./address.js";
import { replaceParts } from "./parts.js";
import { sync } from "./sync.js";

const MOST = 50; // steps that can be undone
const MOST_ENTRIES = 40; // browsers keep about fifty entries in all; later steps share the last one

export class Steps {
  past = [];
  depth = window.history.state?.depth ?? 0;
  shared = 0;
  after = []; // what else is brought up to date: acts on the document that came
  busy = Promise.resolve();

  constructor(container, cy, walker, figure) {
    Object.assign(this, { container, cy, walker, figure });
    this.shown = window.location.href;
    this.button = figure.querySelector("[data-picture-do=undo]");
    this.updateButton();
    window.addEventListener("popstate", (event) => this.returned(event.state?.depth ?? 0));
    document.addEventListener("click", (event) => this.followed(event));
    document.addEventListener("submit", (event) => this.answered(event));
  }

  expand(node) {
    if (!node) return;
    if (node.data("hidden")) this.go(opening(this.shown, node.id()));
    else this.walker.panel.say(`${node.data("label")} has nothing more to show.`);
  }

  hide(node) {
    if (node) this.go(hiding(this.shown, node.id()), `${node.data("label")} is hidden.`);
  }

  // Takes a step: shows another address and keeps the way back.
  go(address, words) {
    return this.inTurn(async () => {
      const before = this.shown;
      await this.show(address, words);
      this.past = [...this.past, before].slice(-MOST);
      if (this.depth < MOST_ENTRIES) {
        this.depth += 1;
        window.history.pushState({ depth: this.depth }, "", this.shown);
      } else {
        this.shared += 1;
        window.history.replaceState({ depth: this.depth }, "", this.shown);
      }
      this.updateButton();
    });
  }

  undo() {
    if (this.shared) {
      return this.inTurn(async () => {
        this.shared -= 1;
        await this.show(this.past.pop(), "The last step is undone.");
        window.history.replaceState({ depth: this.depth }, "", this.shown);
        this.updateButton();
      });
    }
    if (this.depth) window.history.back();
    else this.walker.panel.say("There is nothing to undo.");
    return this.busy;
  }

  // The browser's own way back or forward was taken.
  returned(depth) {
    return this.inTurn(async () => {
      const before = this.shown;
      const isBack = depth < this.depth;
      this.depth = depth;
      this.shared = 0;
      if (isBack) this.past.pop();
      else this.past.push(before);
      await this.show(window.location.href, isBack ? "The last step is undone." : "");
      this.updateButton();
    });
  }

  // Links of the page that lead to the same picture are steps; all others are links.
  followed(event) {
    const link = event.target.closest("[data-picture-part] a[href]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link.pathname !== window.location.pathname || link.hash) return;
    event.preventDefault();
    this.go(link.href);
  }

  answered(event) {
    if (event.target.id !== "asks") return;
    event.preventDefault();
    const address = new URL(event.target.action);
    address.search = new URLSearchParams(new FormData(event.target)).toString();
    this.go(address.href);
  }

  inTurn(act) {
    this.busy = this.busy.then(act).catch((error) => {
      this.walker.panel.say(`That could not be done: ${error.message}. Nothing was changed.`);
    });
    return this.busy;
  }

  async show(address, words = "") {
    const page = await fetched(address, "text/html");
    const found = new URL(page.url);
    const data = new URL(this.container.dataset.pictureUrl, window.location.href);
    data.search = found.search;
    const [text, made] = await Promise.all([page.text(), fetched(data, "application/json").then((answer) => answer.json())]);
    const added = sync(this.cy, made);
    const from = new DOMParser().parseFromString(text, "text/html");
    const refocus = replaceParts(from);
    this.shown = found.href;
    this.walker.renew();
    for (const act of this.after) act(from);
    refocus();
    const asks = document.querySelector("#asks");
    if (asks) asks.querySelector("input:not([type=hidden])").focus();
    const said = document.querySelector("[data-picture-part=said]");
    this.container.setAttribute("aria-label", said.textContent);
    this.container.dataset.pictureShown = this.shown;
    this.walker.panel.say(asks ? asks.querySelector("h2").textContent : words || this.added(added));
  }

  added(count) {
    const all = `${this.cy.nodes(":visible").length} items are shown.`;
    return count ? `${count} added. ${all}` : all;
  }

  updateButton() {
    if (this.button) this.button.disabled = !this.depth && !this.shared;
  }
}
