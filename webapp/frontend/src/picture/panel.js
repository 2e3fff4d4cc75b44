// The words of the picture: the panel beside it, and what is spoken to those who hear the page.

import { day } from "./words.js";

const MOST_LINKS = 6; // the table has all of them

function paragraph(text, name) {
  const made = document.createElement("p");
  if (name) made.className = name;
  made.textContent = text;
  return made;
}

function list(texts) {
  const made = document.createElement("ul");
  made.className = "govuk-list govuk-list--bullet govuk-!-font-size-16";
  for (const text of texts) {
    const item = document.createElement("li");
    item.textContent = text;
    made.append(item);
  }
  return made;
}

function linkInWords(edge, node) {
  const { label, since, until } = edge.data();
  const other = edge.connectedNodes().not(node).first().data("label");
  const dates = [since && `since ${day(since)}`, until && `until ${day(until)}`].filter(Boolean);
  return [`${label || "linked"}: ${other}`, ...dates].join(", ");
}

function linksInWords(node) {
  const edges = node.connectedEdges(":visible").toArray();
  const texts = edges.slice(0, MOST_LINKS).map((edge) => linkInWords(edge, node));
  return edges.length > MOST_LINKS ? [...texts, `and ${edges.length - MOST_LINKS} more, in the table`] : texts;
}

export class Panel {
  constructor(figure) {
    this.item = figure.querySelector(".app-picture-item");
    this.status = figure.querySelector(".app-picture-status");
    for (const help of figure.querySelectorAll(".app-picture-help")) help.hidden = false;
  }

  say(text) {
    if (!this.status) return;
    // The same words twice would not be spoken twice.
    this.status.textContent = this.status.textContent === text ? `${text}\u00a0` : text;
  }

  tell(node) {
    const { label, kind, detail } = node.data();
    const links = node.connectedEdges(":visible").length;
    this.say([`${label}, ${kind}, ${links} ${links === 1 ? "link" : "links"}.`, detail].filter(Boolean).join(" "));
  }

  show(node) {
    if (!this.item) return;
    const { label, kind, detail, lines = [] } = node.data();
    const parts = [paragraph(label, "app-picture-item__name"), paragraph(kind, "app-picture-item__kind")];
    if (detail) parts.push(paragraph(detail));
    for (const texts of [lines, linksInWords(node)]) if (texts.length) parts.push(list(texts));
    const address = this.addressOf(node);
    if (address) {
      const link = document.createElement("a");
      link.className = "govuk-link";
      link.href = address;
      link.textContent = `Open ${label}`;
      parts.push(link);
    }
    this.item.replaceChildren(...parts);
  }

  // Only pages of this site are opened, whatever a loaded file may have put into the address.
  addressOf(node) {
    const given = node?.data("href");
    if (!given) return null;
    const address = new URL(given, window.location.href);
    return address.origin === window.location.origin ? address.href : null;
  }
}
