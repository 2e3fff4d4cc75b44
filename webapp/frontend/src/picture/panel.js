// The words of the picture: the panel beside it, and what is spoken to those who hear the page.

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

function linksInWords(node) {
  const edges = node.connectedEdges(":visible").toArray();
  const texts = edges.slice(0, MOST_LINKS).map((edge) => edge.data("words"));
  return edges.length > MOST_LINKS ? [...texts, `And ${edges.length - MOST_LINKS} more, in the table.`] : texts;
}

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "app-picture-buttons__button";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

export class Panel {
  acts = null; // what can be done with an item, where the picture has a page to itself

  constructor(figure, page) {
    this.page = page;
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
    const { label, kind, detail, hidden } = node.data();
    const links = node.connectedEdges(":visible").length;
    const more = hidden ? `${hidden} hidden.` : "";
    this.say([`${label}, ${kind}, ${links} ${links === 1 ? "link" : "links"}.`, detail, more].filter(Boolean).join(" "));
  }

  show(node) {
    if (!this.item) return;
    const { label, kind, detail } = node.data();
    const parts = [paragraph(label, "app-picture-item__name"), paragraph(kind, "app-picture-item__kind")];
    if (detail) parts.push(paragraph(detail));
    const words = linksInWords(node);
    if (words.length) parts.push(list(words));
    const address = this.addressOf(node);
    if (address) {
      const link = document.createElement("a");
      link.className = "govuk-link";
      link.href = address;
      link.textContent = `Open ${label}`;
      const line = document.createElement("p");
      line.append(link);
      parts.push(line);
    }
    parts.push(...this.waysOf(node));
    this.item.replaceChildren(...parts);
  }

  waysOf(node) {
    const { id, hidden, label } = node.data();
    if (this.acts) {
      const ways = [button("Hide", () => this.acts.hide(node))];
      if (hidden) ways.unshift(button(`Expand (${hidden} hidden)`, () => this.acts.expand(node)));
      for (const way of ways) way.setAttribute("aria-label", `${way.textContent}: ${label}`);
      return ways;
    }
    if (!hidden || !this.page) return [];
    const link = document.createElement("a");
    const address = new URL(this.page, window.location.href);
    address.searchParams.set("open", encodeURIComponent(id));
    link.className = "govuk-link app-picture-item__way";
    link.href = address.href;
    link.textContent = `Expand it on the picture's own page (${hidden} hidden)`;
    return [link];
  }

  // Only pages of this site are opened, whatever a loaded file may have put into the address.
  addressOf(node) {
    const given = node?.data("href");
    if (!given) return null;
    const address = new URL(given, window.location.href);
    return address.origin === window.location.origin ? address.href : null;
  }
}
