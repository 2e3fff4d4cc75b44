// The list below the search box while somebody types: the combobox pattern of ARIA. The focus stays
// in the box; without a script the box is a plain form.

const waitMilliseconds = 150;

export function suggestWhileTyping() {
  const form = document.querySelector(".app-search");
  if (!form) return;
  const input = form.querySelector(".app-search__input");
  const list = form.querySelector(".app-search__list");
  const status = form.querySelector("[role=status]");
  const token = form.elements.csrf_token.value;
  let hits = [];
  let chosen = -1;
  let timer = 0;
  let asking = new AbortController();

  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-controls": list.id,
    "aria-expanded": "false",
  })) {
    input.setAttribute(name, value);
  }

  const close = () => {
    clearTimeout(timer);
    asking.abort();
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    choose(-1);
  };

  const choose = (place) => {
    chosen = place;
    [...list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === place)));
    if (place < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", list.children[place].id);
    list.children[place].scrollIntoView({ block: "nearest" });
  };

  const show = (found) => {
    hits = found;
    list.replaceChildren(...hits.map((hit, place) => optionOf(hit, place, form)));
    choose(-1);
    list.hidden = hits.length === 0;
    input.setAttribute("aria-expanded", String(hits.length > 0));
    const { one, many, nothing } = form.dataset;
    status.textContent = hits.length === 0 ? nothing : hits.length === 1 ? one : `${hits.length}: ${many}`;
  };

  const ask = async () => {
    asking.abort();
    asking = new AbortController();
    const body = new URLSearchParams({ text: input.value });
    const headers = { Accept: "application/json", "X-CSRFToken": token };
    try {
      const answer = await fetch(form.dataset.suggest, { method: "POST", body, headers, signal: asking.signal });
      if (answer.ok && !answer.redirected) show((await answer.json()).hits);
    } catch (error) {
      if (error.name !== "AbortError") close(); // the form still works
    }
  };

  const open = (place) => location.assign(hits[place].href);

  const keys = {
    ArrowDown: () => hits.length && !list.hidden && (choose((chosen + 1) % hits.length), true),
    ArrowUp: () => hits.length && !list.hidden && (choose(chosen <= 0 ? hits.length - 1 : chosen - 1), true),
    Enter: () => chosen >= 0 && (open(chosen), true),
    Escape: () => (list.hidden ? clear() : (close(), true)),
  };

  const clear = () => {
    input.value = "";
    status.textContent = "";
    return true;
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    if (!input.value.trim()) return close();
    timer = setTimeout(ask, waitMilliseconds);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (keys[event.key]?.()) event.preventDefault();
  });
  input.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) open([...list.children].indexOf(option));
  });
}

function optionOf(hit, place, form) {
  const option = document.createElement("li");
  option.id = `app-search-option-${place}`;
  option.className = "app-search__option";
  option.setAttribute("role", "option");
  option.append(form.querySelector(`template[data-kind="${hit.kind}"]`).content.cloneNode(true));
  const words = option.appendChild(document.createElement("span"));
  words.className = "app-search__words";
  words.append(lineOf("app-search__name", hit.text), " ");
  words.append(lineOf("app-search__note", [hit.kind_words, hit.note].filter(Boolean).join(" · ")));
  return option;
}

function lineOf(name, text) {
  const line = document.createElement("span");
  line.className = name;
  line.textContent = text;
  return line;
}
